import { expect, test } from "@jest/globals";
import { usersEnvironment } from "../../../tools/terraform/terraform-environment";

test("on a team's account, nothing of the user's shell leads Terraform elsewhere, or to a part of the stack", () => {
  const environment = usersEnvironment({
    AWS_PROFILE: "acme",
    TF_CLI_ARGS: "-lock=false",
    TF_CLI_ARGS_plan: "-target=aws_iam_role.one -lock-timeout=1s",
    TF_CLI_ARGS_apply: "-lock-timeout=10m",
    TF_DATA_DIR: "/elsewhere",
    TF_VAR_name: "one",
    TF_WORKSPACE: "other",
  });
  expect(environment).toEqual({
    AWS_PROFILE: "acme",
    CHECKPOINT_DISABLE: "1",
    GOGC: "400",
    TF_CLI_ARGS_apply: "-lock-timeout=10m",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  });
});

test("who says how often Go collects garbage is heard", () => {
  expect(usersEnvironment({ GOGC: "50" })).toMatchObject({ GOGC: "50" });
});

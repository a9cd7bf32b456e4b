import { expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { AuthOutputs } from "../../stacks/auth-outputs";
import { EnvironmentStack } from "../../stacks/environment-stack";
import { environmentWith } from "../support/environments";
import { Template } from "../support/template";

const environment = environmentWith({ clients: { web: {} } });

test("a stack of a team's own refers to what the auth stack has made, in that one's state", () => {
  const stack = new EnvironmentStack(Testing.app(), "reports", environment);
  const auth = new AuthOutputs(stack, "auth", environment);
  const { apiUrl, identityPoolId } = auth;
  stack.addOutputs({
    ...{ apiUrl, identityPoolId, web: auth.clientId("web") },
    admins: auth.groupRoleArn("Admins"),
  });
  const template = new Template(Testing.synth(stack, true));
  const of = "data.terraform_remote_state.auth_state.outputs";
  expect(template.output("apiUrl")).toBe(`\${${of}.api_url}`);
  expect(template.output("identityPoolId")).toBe(`\${${of}.identity_pool_id}`);
  expect(template.output("web")).toBe(`\${${of}.client_ids.web}`);
  expect(template.output("admins")).toBe(`\${${of}.group_role_arns.Admins}`);
  expect(() => auth.clientId("ios")).toThrow("dev has no app client ios. There are: web.");
  expect(() => auth.groupRoleArn("Bosses")).toThrow("dev has no group Bosses");
});

import { expect, test } from "@jest/globals";
import path from "node:path";
import { duringTests } from "../support/during-tests";
import { synthesizedProject } from "../support/synthesized-project";
import { TerraformRuns } from "../support/terraform/terraform-runs";

const stacks = synthesizedProject();

let terraform!: TerraformRuns;
duringTests(
  () => Promise.resolve(new TerraformRuns(path.resolve(stacks[0]?.folder ?? "", "../.."))),
  (started) => {
    terraform = started;
  },
);

test.each(stacks)(
  "real Terraform with the real AWS provider takes $name as valid",
  async ({ folder }) => {
    const inStack = await terraform.in(folder);
    await expect(inStack.validate()).resolves.toBeUndefined();
  },
);

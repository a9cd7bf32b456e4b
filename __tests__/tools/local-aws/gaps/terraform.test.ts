import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import { temporaryFolders } from "../../../support/temporary-folder";
import { authResources, type Edition } from "../../../support/terraform/auth-resources";
import { TerraformRuns } from "../../../support/terraform/terraform-runs";
import { zipOf } from "../../../support/zip";
import { administrator } from "../../../support/administrator";

const temporaryFolder = temporaryFolders();
const minutes = 60_000;

test(
  "after each apply Terraform finds nothing to change, and it can destroy everything",
  async () => {
    const folder = temporaryFolder();
    const write = (edition: Edition) => {
      const zip = `${edition}.zip`;
      const code = `exports.handler = async () => ["${edition}", process.env.A]`;
      writeFileSync(path.join(folder, zip), zipOf({ "index.js": code }));
      writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(authResources(edition, zip)));
    };
    write("first");
    const aws = await startLocalAws({ credentials: administrator });
    const terraforms = new TerraformRuns(folder, aws);
    try {
      const terraform = await terraforms.in(folder);
      await terraform.apply();
      expect(await terraform.plan()).toEqual({ hasChanges: false });
      const { function: trigger, pool } = await terraform.outputs();
      expect(await aws.functions.invoke(String(trigger), {})).toMatchObject({
        payload: ["first", "1"],
      });
      const sourceArn = String(pool);
      const caller = {
        service: "cognito-idp.amazonaws.com",
        sourceArn,
        sourceAccount: aws.accountId,
      };
      expect(await aws.functions.allows(String(trigger), caller)).toBe(true);

      write("changed");
      await terraform.apply();
      expect(await terraform.plan()).toEqual({ hasChanges: false });
      expect(await aws.functions.invoke(String(trigger), {})).toMatchObject({
        payload: ["changed", "2"],
      });

      await terraform.destroy();
      expect(await aws.functions.invoke(String(trigger), {})).toEqual({ outcome: "not-found" });
    } finally {
      await terraforms.stop();
      await aws.stop();
    }
  },
  5 * minutes,
);

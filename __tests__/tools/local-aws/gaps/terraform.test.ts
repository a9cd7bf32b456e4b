import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import { localFolder } from "../../../../tools/project/project";
import { prepareProviders } from "../../../../tools/terraform/providers";
import { requiredProviders } from "../../../../tools/terraform/required-provider";
import { Terraform } from "../../../../tools/terraform/terraform";
import { findTerraform } from "../../../../tools/terraform/terraform-binary";
import { temporaryFolders } from "../../../support/temporary-folder";
import { authResources, type Edition } from "../../../support/terraform/auth-resources";
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
    try {
      const binary = await findTerraform(process.env);
      const providers = await prepareProviders({
        terraform: binary,
        required: await requiredProviders(folder, binary.registryHost),
        projectMirror: path.join(localFolder, "providers"),
        runFolder: path.join(folder, "run"),
        userEnvironment: process.env,
      });
      const terraform = new Terraform({
        binary,
        folder,
        environment: { ...providers.environment, AWS_ENDPOINT_URL: aws.endpoint },
      });
      await terraform.init();

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
      await aws.stop();
    }
  },
  5 * minutes,
);

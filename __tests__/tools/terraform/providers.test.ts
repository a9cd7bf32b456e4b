import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { cdktf as pinnedArchive } from "@cdktf/provider-archive/package.json";
import { cdktf as pinnedAws } from "@cdktf/provider-aws/package.json";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { temporaryFolders } from "../../support/temporary-folder";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();
const projectMirror = join(__dirname, "..", "..", "..", ".local", "providers");

/** The first run on a connected machine downloads the AWS provider: 150 MB. */
const downloadMilliseconds = 10 * 60 * 1000;

test(
  "the providers that the project pins are there, and Terraform checks a stack with them",
  async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "cdk.tf.json"),
      JSON.stringify({
        terraform: {
          required_providers: {
            aws: { source: "aws", version: pinnedAws.provider.version },
            archive: { source: "hashicorp/archive", version: pinnedArchive.provider.version },
          },
        },
        data: { archive_file: { one: { type: "zip", source_dir: "a", output_path: "a.zip" } } },
        resource: { aws_dynamodb_table: { users: { name: "users", hash_kei: "id" } } },
      }),
    );
    const binary = await findTerraform(process.env);
    const { environment } = await prepareProviders({
      terraform: binary,
      required: await requiredProviders(folder, binary.registryHost),
      runFolder: join(folder, "run"),
      projectMirror,
      userEnvironment: process.env,
    });
    const terraform = new Terraform({ binary, folder, environment });
    await terraform.init();
    await expect(terraform.validate()).rejects.toThrow(
      /No argument or block type is named "hash_kei"|Extraneous JSON object property/,
    );
  },
  downloadMilliseconds,
);

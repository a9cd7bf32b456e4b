import { expect, test } from "@jest/globals";
import path from "node:path";
import { localFolder } from "../../tools/project/project";
import { prepareProviders } from "../../tools/terraform/providers";
import { requiredProviders } from "../../tools/terraform/required-provider";
import { Terraform } from "../../tools/terraform/terraform";
import { findTerraform } from "../../tools/terraform/terraform-binary";
import { synthesizedProject } from "../support/synthesized-project";

const minutes = 60_000;
const signal = AbortSignal.timeout(5 * minutes);

test.each(synthesizedProject())(
  "real Terraform with the real AWS provider takes $name as valid",
  async ({ folder }) => {
    const binary = await findTerraform(process.env);
    const { environment } = await prepareProviders({
      terraform: binary,
      required: await requiredProviders(folder, binary.registryHost),
      projectMirror: path.join(localFolder, "providers"),
      runFolder: path.resolve(folder, "..", "..", "terraform"),
      userEnvironment: process.env,
      signal,
    });
    const terraform = new Terraform({ binary, folder, environment, signal });
    await terraform.init({ backend: false });
    await expect(terraform.validate()).resolves.toBeUndefined();
  },
  2 * minutes,
);

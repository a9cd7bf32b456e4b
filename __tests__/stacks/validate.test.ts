import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { configuration } from "../../environments";
import { localFolder } from "../../tools/project/project";
import { synthesize } from "../../tools/project/synthesis";
import { prepareProviders } from "../../tools/terraform/providers";
import { requiredProviders } from "../../tools/terraform/required-provider";
import { Terraform } from "../../tools/terraform/terraform";
import { findTerraform } from "../../tools/terraform/terraform-binary";
import { resolveConfiguration } from "../../configuration";

const minutes = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
const signal = AbortSignal.timeout(5 * minutes);

beforeAll(() => synthesize(folder, signal), minutes);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const stacks = resolveConfiguration(configuration).flatMap(({ environment, platform }) => [
  `auth-${environment}`,
  ...(platform === "aws" ? [`state-${environment}`] : []),
]);

test.each(stacks)(
  "real Terraform with the real AWS provider takes %s as valid",
  async (stack) => {
    const stackFolder = path.join(folder, "stacks", stack);
    const binary = await findTerraform(process.env);
    const { environment: variables } = await prepareProviders({
      terraform: binary,
      required: await requiredProviders(stackFolder, binary.registryHost),
      projectMirror: path.join(localFolder, "providers"),
      runFolder: path.join(folder, "terraform"),
      userEnvironment: process.env,
      signal,
    });
    const terraform = new Terraform({
      binary,
      folder: stackFolder,
      environment: variables,
      signal,
    });
    await terraform.init({ backend: false });
    await expect(terraform.validate()).resolves.toBeUndefined();
  },
  2 * minutes,
);

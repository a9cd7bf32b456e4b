import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { compose } from "../../../tools/composition/compose";
import { projectMirror } from "../../../tools/project/project";
import {
  conventionalMirrors,
  impliedMirrors,
  mirrorParents,
  namedMirrors,
} from "../../../tools/terraform/provider-mirror";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { configuration } from "../../support/releases/0.3.0";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();
const minutes = 60_000;

/*
 * The AWS provider is pinned to 5.x. Whoever goes on with 6.x finds out here whether the stacks can:
 * `terraform providers mirror` fills a folder that GATEHOUSE_PROVIDER_MIRROR names.
 */

const MAJOR = "6";

/** The newest version of a major one that a mirror holds. */
function newestIn(mirrors: readonly string[], registryHost: string): string | undefined {
  const [newest] = mirrors
    .flatMap((mirror) => {
      const packages = path.join(mirror, registryHost, "hashicorp", "aws");
      try {
        return readdirSync(packages);
      } catch {
        return [];
      }
    })
    .flatMap((name) => /(?:^|_)(\d+\.\d+\.\d+)(?:$|_)/.exec(name)?.[1] ?? [])
    .filter((version) => version.startsWith(`${MAJOR}.`))
    .sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  return newest;
}

test(
  "the stacks are valid for AWS provider 6, where a mirror has it",
  async () => {
    const terraform = await findTerraform(process.env);
    const version = newestIn(
      [
        ...namedMirrors(process.env, terraform.registryHost),
        projectMirror,
        ...impliedMirrors(process.env, homedir(), process.platform),
        ...conventionalMirrors(mirrorParents(homedir()), terraform.registryHost),
      ],
      terraform.registryHost,
    );
    if (version === undefined) {
      process.stderr.write("No mirror has hashicorp/aws 6.x, so it was not tried.\n");
      return;
    }
    const output = temporaryFolder();
    const { app } = compose(output, { configuration, extend: () => undefined });
    app.synth();
    const signal = AbortSignal.timeout(5 * minutes);
    for (const name of readdirSync(path.join(output, "stacks"))) {
      const folder = path.join(output, "stacks", name);
      const file = path.join(folder, "cdk.tf.json");
      const pinned = /("source": "(?:hashicorp\/)?aws",\s*"version": )"[^"]+"/;
      const text = readFileSync(file, "utf8");
      expect(text).toMatch(pinned);
      writeFileSync(file, text.replace(pinned, `$1"${version}"`));
      const { environment } = await prepareProviders({
        terraform,
        required: await requiredProviders(folder, terraform.registryHost),
        projectMirror,
        runFolder: path.join(output, "terraform"),
        userEnvironment: process.env,
        signal,
      });
      const project = new Terraform({ binary: terraform, folder, environment, signal });
      await project.init({ backend: false });
      await expect(project.validate()).resolves.toBeUndefined();
    }
  },
  6 * minutes,
);

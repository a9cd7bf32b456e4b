import { tmpdir } from "node:os";
import { isolatedEnvironment } from "./terraform-environment";
import { cannotBeRun, runTerraformProcess } from "./terraform-process";

/** The installed Terraform. */
export interface TerraformBinary {
  /** The command as the user calls it: a name on the PATH or a path. */
  readonly command: string;
  readonly product: typeof product;
  readonly version: string;
  /** What it runs on, in Go's names, e.g. `linux_amd64`. Providers have to be for the same. */
  readonly platform: string;
  /** The registry of providers whose source names none. */
  readonly registryHost: string;
}

const product = "Terraform";
const registryHost = "registry.terraform.io";

/** It locks state in S3 without DynamoDB (`use_lockfile`) from this version on. */
const minimumVersion = { major: 1, minor: 10 };

const howToGetIt =
  "Install Terraform 1.10 or newer (https://developer.hashicorp.com/terraform/install).";

/**
 * Finds the Terraform to use: the command that `TERRAFORM_BINARY_NAME` names, as for `cdktf`, else
 * `terraform`.
 * @throws If it is missing, something else, or older than 1.10; the message says how to get it.
 */
export async function findTerraform(userEnvironment: NodeJS.ProcessEnv): Promise<TerraformBinary> {
  const named = userEnvironment["TERRAFORM_BINARY_NAME"];
  const command = named === undefined || named === "" ? "terraform" : named;
  const output = await versionOutput(command, userEnvironment);

  const version = /^Terraform v(\S+)/.exec(output)?.[1];
  const platform = /^on (\w+)$/m.exec(output)?.[1];
  if (version === undefined || platform === undefined) {
    throw new Error(`"${command} version" does not answer like Terraform. ${howToGetIt}`);
  }
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  if (
    major < minimumVersion.major ||
    (major === minimumVersion.major && minor < minimumVersion.minor)
  ) {
    throw new Error(`"${command}" is ${product} ${version}, which is too old. ${howToGetIt}`);
  }
  return { command, product, version, platform, registryHost };
}

async function versionOutput(command: string, userEnvironment: NodeJS.ProcessEnv): Promise<string> {
  const { exitCode, stdout } = await runTerraformProcess(command, ["version"], {
    // Outside any stack, where `version` would also read the lock file and list the providers.
    folder: tmpdir(),
    environment: isolatedEnvironment(userEnvironment),
  });
  if (cannotBeRun.includes(exitCode)) {
    throw new Error(`"${command}" was not found, or cannot be run. ${howToGetIt}`);
  }
  return stdout;
}

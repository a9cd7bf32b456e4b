import { isLocked } from "../../lock/lock";
import type { StackTarget } from "../stack-target";
import { environmentNamed } from "../environments";
import { findStack, stackTargets } from "../stack-target";
import { findTerraform } from "../../terraform/terraform-binary";
import { type Manifest, statePlace } from "./manifest";
import { ArtifactError } from "./read-artifact";

/**
 * Compares where an artifact belongs with this clone's environment of that name, and the Terraform
 * that has planned with the one that is here. As `npm run deploy`, it wants the environment locked.
 * AWS is not asked for anything.
 *
 * @returns the stack.
 * @throws {@link ArtifactError} with all that differs; {@link ConfigurationError} when
 * `environments.ts` is wrong.
 */
export async function expectEnvironmentOf(
  manifest: Manifest,
  folder: string,
): Promise<StackTarget> {
  const environment = environmentNamed(manifest.environment);
  const target = await findStack(manifest.stack);
  if (target?.environment.environment !== manifest.environment) {
    const names = (await stackTargets(environment)).map(({ stack }) => stack).join(", ");
    throw new ArtifactError(folder, [
      `it is of the stack ${manifest.stack}, which the environment ${manifest.environment} does not have. It has: ${names}.`,
    ]);
  }
  const planned = { account: manifest.accountId, Region: manifest.region };
  const here = { account: environment.accountId, Region: environment.region };
  const problems = (["account", "Region"] as const)
    .filter((name) => planned[name] !== here[name])
    .map(
      (name) =>
        `it was planned for the ${name} ${planned[name]}, and environments.ts says that ${manifest.environment} is in ${here[name]}.`,
    );
  const state = statePlace(environment, target.part);
  if (describe(manifest.state) !== describe(state)) {
    problems.push(
      `its state is ${describe(manifest.state)}, and environments.ts says ${describe(state)}.`,
    );
  }
  if (environment.platform === "aws" && !isLocked(environment.environment)) {
    problems.push(
      `gatehouse.lock.json does not have the environment ${environment.environment} yet: what of it is for good could be changed unseen. Run \`npm run lock\` and commit the file.`,
    );
  }
  const { product, version } = await findTerraform(process.env);
  const { terraformVersion } = manifest;
  if (version !== terraformVersion) {
    problems.push(
      `it was planned by ${product} ${terraformVersion}, and here is ${product} ${version}. Another version may plan something else: install that one, or plan again.`,
    );
  }
  if (problems.length > 0) throw new ArtifactError(folder, problems);
  return target;
}

function describe(state: Manifest["state"]): string {
  return "bucket" in state
    ? `s3://${state.bucket}/${state.key} in ${state.region}`
    : `the file ${state.path}`;
}

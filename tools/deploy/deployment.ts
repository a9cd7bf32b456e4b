import { minimatch } from "minimatch";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { isLocked } from "../lock/lock";
import { expectAccountOf } from "./aws-account";
import { projectFolder, projectMirror } from "../project/project";
import { isOnLoopback, runningLocal } from "./prepare-stack";
import { allStacks, stackTarget, type StackTarget } from "./stack-target";
import { expectStateBucket } from "./state/state-bucket";
import { LOCK_TIMEOUT_SECONDS, lockPatience } from "../terraform/lock-patience";
import { lockedProviders, lockFileName } from "../terraform/provider-lock";
import { prepareProviders } from "../terraform/providers";
import { explainLock, readLock } from "./state/state-lock";
import { findTerraform } from "../terraform/terraform-binary";

/** cdktf's commands that work on stacks, their states and their AWS. */
export type StackCommand = "deploy" | "diff" | "destroy";

/** What cdktf gets beside what the user gives it. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The stacks of these names or globs.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 * @throws Error when one names no stack.
 */
export async function namedStacks(names: readonly string[]): Promise<readonly StackTarget[]> {
  if (names.length === 0) return [];
  // All are made, though cdktf does it again: what is wrong with one, it would bury in lines of its own.
  const stacks = await allStacks();
  const missing = names.find((name) => !stacks.some(({ stack }) => minimatch(stack, name)));
  return missing === undefined
    ? stacks.filter(({ stack }) => names.some((name) => minimatch(stack, name)))
    : [await stackTarget(missing)];
}

/**
 * Makes sure that cdktf can do its work on these stacks, before it begins, and says what it needs for
 * that: on AWS, the right account, the state's bucket, and for a deploy the environment's lock; where
 * `AWS_ENDPOINT_URL` is on this computer, providers from a mirror; for the local environment, all that
 * `npm run local` has announced.
 *
 * @param folder a folder of the run's own.
 * @throws Error with all that is missing, and how to get it.
 */
export async function prepareDeployment(
  command: StackCommand,
  stacks: readonly StackTarget[],
  folder: string,
  signal: AbortSignal,
): Promise<Surroundings> {
  const local = stacks.filter(({ environment }) => environment.platform === "local");
  const [first] = local;
  if (first !== undefined) {
    if (local.length < stacks.length) {
      throw new Error("Stacks on AWS and on this computer cannot be deployed in one go.");
    }
    return { args: withoutProviderLock, environment: await runningLocal(first.environment) };
  }
  await expectReady(command, stacks, signal);
  await Promise.all(stacks.map(forgetBackend));
  const patience = lockPatience(process.env, LOCK_TIMEOUT_SECONDS);
  if (!isOnLoopback(process.env["AWS_ENDPOINT_URL"])) return { args: [], environment: patience };
  const providers = await localProviders(folder, signal);
  return { args: withoutProviderLock, environment: { ...patience, ...providers } };
}

/**
 * Terraform remembers beside a stack where its state was, and refuses to go on where that is another
 * place now. Here gatehouse.lock.json says where it belongs, to every computer alike.
 */
async function forgetBackend({ stack }: StackTarget): Promise<void> {
  const folder = path.join(projectFolder, "cdktf.out", "stacks", stack);
  await rm(path.join(folder, ".terraform", "terraform.tfstate"), { force: true });
}

/** cdktf would ask the registry for checksums of every platform. */
const withoutProviderLock: readonly string[] = ["--skip-provider-lock"];

/**
 * Who holds the locks of stacks that cdktf has failed on, and how to release them; empty when nobody
 * does, or S3 does not tell: cdktf has shown Terraform's own words by then, which do not say how.
 */
export async function explainLocks(
  stacks: readonly StackTarget[],
  signal: AbortSignal,
): Promise<string> {
  const texts = await Promise.all(
    stacks.map(async ({ stack, part, environment }) => {
      const lock = await readLock(environment, part, signal).catch(() => undefined);
      return lock === undefined ? [] : [explainLock(lock, stack)];
    }),
  );
  return texts.flat().join("\n\n");
}

async function expectReady(
  command: StackCommand,
  stacks: readonly StackTarget[],
  signal: AbortSignal,
): Promise<void> {
  const problems: string[] = [];
  for (const environment of new Set(stacks.map((stack) => stack.environment))) {
    const check = async (expect: () => Promise<void>) => {
      try {
        await expect();
        return true;
      } catch (error) {
        signal.throwIfAborted();
        problems.push(error instanceof Error ? error.message : String(error));
        return false;
      }
    };
    if (command === "deploy" && !isLocked(environment.environment)) {
      problems.push(
        `gatehouse.lock.json does not have the environment ${environment.environment} yet: what of it is for good\n` +
          "could be changed unseen. Run `npm run lock` and commit the file.",
      );
    }
    // Another account's S3 has nothing to say about this one's buckets.
    if (await check(() => expectAccountOf(environment, signal))) {
      await check(() => expectStateBucket(environment, signal));
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n\n"));
}

/**
 * What `.terraform.lock.hcl` names is what the stacks need. Only a stack that is synthesized says so itself,
 * and cdktf has yet to do that.
 */
async function localProviders(
  folder: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const terraform = await findTerraform(process.env);
  const lockFile = await readFile(path.join(projectFolder, lockFileName), "utf8");
  const { environment } = await prepareProviders({
    terraform,
    required: lockedProviders(lockFile, terraform.registryHost),
    projectMirror,
    runFolder: path.join(folder, "terraform"),
    userEnvironment: process.env,
    signal,
  });
  // cdktf's own plugin cache would copy what a mirror holds.
  return { ...environment, CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1" };
}

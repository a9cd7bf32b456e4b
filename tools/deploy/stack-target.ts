import path from "node:path";
import { configuration } from "../../environments";
import { type Environment, resolveConfiguration } from "../../configuration";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { physicalName } from "../../configuration/naming";
import { expectAccountOf } from "./aws-account";
import { authOutputs } from "../project/outputs";
import { projectMirror } from "../project/project";
import { RunningLocal } from "../project/running-local";
import { expectStateBucket } from "./state/state-bucket";
import { lockPatience } from "../terraform/lock-patience";
import { prepareProviders } from "../terraform/providers";
import { requiredProviders } from "../terraform/required-provider";
import { Terraform } from "../terraform/terraform";
import { type TerraformBinary, findTerraform } from "../terraform/terraform-binary";
import { isolatedEnvironment, usersEnvironment } from "../terraform/terraform-environment";

/** A part of an environment that is deployed by itself. */
export type StackPart = "auth" | "state";

/** A stack, and the environment that it is a part of. */
export interface StackTarget {
  /** `<part>-<environment>`. */
  readonly stack: string;
  readonly part: StackPart;
  readonly environment: Environment;
}

/**
 * The stack of that name.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 * @throws Error when it has no such stack, naming those there are.
 */
export function stackTarget(name: string): StackTarget {
  const all = allStacks();
  const found = all.find(({ stack }) => stack === name);
  if (found !== undefined) return found;
  const names = all.map(({ stack }) => stack).join(", ");
  throw new Error(`environments.ts has no stack ${name}. There are: ${names}.`);
}

/**
 * Every stack there is.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 */
export function allStacks(): readonly StackTarget[] {
  return allEnvironments().flatMap((environment) => stackTargets(environment));
}

/** The stacks of an environment, in the order in which they are deployed. */
export function stackTargets(environment: Environment): readonly StackTarget[] {
  // A local environment keeps its state in a file, and needs nothing made for it.
  const parts: readonly StackPart[] =
    environment.platform === "local" ? ["auth"] : ["state", "auth"];
  return parts.map((part) => ({ stack: `${part}-${environment.environment}`, part, environment }));
}

/**
 * The environment of that name.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 * @throws Error when it has no such environment, naming those there are.
 */
export function environmentNamed(name: string): Environment {
  const all = allEnvironments();
  const found = all.find(({ environment }) => environment === name);
  if (found !== undefined) return found;
  const names = all.map(({ environment }) => environment).join(", ");
  throw new Error(`environments.ts has no environment ${name}. There are: ${names}.`);
}

/**
 * Every environment there is.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 */
export function allEnvironments(): readonly Environment[] {
  return resolveConfiguration(configuration, functionsIn(functionsFolder));
}

/** Terraform for a stack, with everything found that it needs. */
export interface PreparedStack {
  readonly binary: TerraformBinary;
  readonly terraform: Terraform;
  /** What the user should know about its providers, a sentence or two each. */
  readonly notices: readonly string[];
}

/** How to prepare a stack. */
export interface PrepareOptions {
  /** The synthesized stack, in a folder of the run's own: providers are prepared beside it. */
  readonly stackFolder: string;
  /** Interrupts Terraform, which saves its state and releases its lock before it ends. */
  readonly signal: AbortSignal;
  /** Told each line of Terraform's progress. */
  readonly onLine?: (line: string) => void;
  /** Whether the bucket of the state has to be there. Default: true; false to make it. */
  readonly expectsState?: boolean;
  /** How long to wait for whoever holds the state's lock. Default: not at all, as Terraform's. */
  readonly lockTimeoutSeconds?: number;
}

/**
 * Checks that the credentials are for the environment's account and that the state's bucket is
 * there, then finds Terraform and its providers. Nothing is initialized, planned or changed.
 *
 * A local environment is the one that `npm run local` has up. Others are reached as the user has set
 * up AWS. Only where `AWS_ENDPOINT_URL` is on this computer, which then is a local AWS, may the
 * offline stand-in serve for hashicorp/archive.
 *
 * @throws Error with what is wrong and how to put it right; the signal's reason when aborted.
 */
export async function prepareStack(
  { environment }: StackTarget,
  options: PrepareOptions,
): Promise<PreparedStack> {
  const { stackFolder, signal, onLine, expectsState = true, lockTimeoutSeconds } = options;
  const isLocal = environment.platform === "local";
  const local = isLocal ? await runningLocal(environment) : undefined;
  if (!isLocal) {
    await expectAccountOf(environment, signal);
    if (expectsState) await expectStateBucket(environment, signal);
  }
  const binary = await findTerraform(process.env);
  const providers = await prepareProviders({
    terraform: binary,
    required: await requiredProviders(stackFolder, binary.registryHost),
    projectMirror,
    runFolder: path.join(path.dirname(stackFolder), "terraform"),
    userEnvironment: process.env,
    allowsStandIn: isLocal || isOnLoopback(process.env["AWS_ENDPOINT_URL"]),
    signal,
  });
  const terraform = new Terraform({
    binary,
    folder: stackFolder,
    base: isLocal ? isolatedEnvironment(process.env) : usersEnvironment(process.env),
    environment: {
      ...local,
      ...providers.environment,
      ...(lockTimeoutSeconds !== undefined &&
        lockPatience(usersEnvironment(process.env), lockTimeoutSeconds)),
    },
    signal,
    onAbort: "interrupt",
    onLine,
  });
  return { binary, terraform, notices: providers.notices };
}

/** What `npm run local` has announced, if it is this environment that it runs. */
async function runningLocal(environment: Environment): Promise<Readonly<Record<string, string>>> {
  const variables = await RunningLocal.environment();
  const outputs = authOutputs.safeParse((await RunningLocal.announced())?.outputs).data;
  if (variables === undefined || outputs === undefined) {
    throw new Error(
      `The environment ${environment.environment} lives on the local AWS, which is not up.\n` +
        "Start it with `npm run local` in another terminal, then run this again.",
    );
  }
  if (outputs.user_table_name !== physicalName(environment, "users")) {
    throw new Error(
      `The local AWS that is up holds another environment than ${environment.environment}: its table is ${outputs.user_table_name}.\n` +
        `Start this one with \`npm run local -- --environment ${environment.environment}\`.`,
    );
  }
  return variables;
}

/** Whether a URL leads to this computer: then what answers there is no AWS account. */
export function isOnLoopback(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

import type { CognitoIdentityProviderClientConfig } from "@aws-sdk/client-cognito-identity-provider";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { authOutputs } from "../project/outputs";
import { projectFolder, projectMirror } from "../project/project";
import { RunningLocal } from "../project/running-local";
import { lockPatience } from "../terraform/lock-patience";
import { lockFileName, type ProviderLock } from "../terraform/provider-lock";
import { prepareProviders } from "../terraform/providers";
import { requiredProviders } from "../terraform/required-provider";
import { Terraform } from "../terraform/terraform";
import { type TerraformBinary, findTerraform } from "../terraform/terraform-binary";
import { isolatedEnvironment, usersEnvironment } from "../terraform/terraform-environment";
import { expectAccountOf } from "./aws-account";
import type { StackTarget } from "./stack-target";
import { expectStateBucket } from "./state/state-bucket";

/** Terraform for a stack, with everything found that it needs. */
export interface PreparedStack {
  readonly binary: TerraformBinary;
  readonly terraform: Terraform;
  /** What its providers have to be. */
  readonly providerLock: ProviderLock | undefined;
  /** Settings for an AWS client of the same Region, credentials and endpoint. */
  readonly client: CognitoIdentityProviderClientConfig;
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
  /** A file that has the id of the running Terraform. Default: none. */
  readonly processFile?: string;
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
    lockFile: await readFile(path.join(projectFolder, lockFileName), "utf8"),
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
    processFile: options.processFile,
    onLine,
  });
  return {
    binary,
    terraform,
    client: { region: environment.region, ...(local && clientOf(local)) },
    providerLock: providers.lock,
    notices: providers.notices,
  };
}

/** The local AWS is reached by its own variables alone, whatever the user has set up. */
function clientOf(variables: Readonly<Record<string, string>>) {
  return {
    endpoint: variables["AWS_ENDPOINT_URL"] ?? "",
    credentials: {
      accessKeyId: variables["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
  };
}

/**
 * In what surroundings Terraform reaches the local AWS.
 *
 * @throws Error when `npm run local` is not up, or holds another environment.
 */
export async function runningLocal(
  environment: Environment,
): Promise<Readonly<Record<string, string>>> {
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

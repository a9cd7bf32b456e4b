import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { expectAccountOf } from "./aws-account";
import type { Step } from "../console/progress";
import { authOutputs } from "../project/outputs";
import { localFolder } from "../project/project";
import { RunningLocal } from "../project/running-local";
import { synthesize } from "../project/synthesis";
import { stackOutputs } from "../terraform/stack-outputs";
import { findTerraform } from "../terraform/terraform-binary";

/** A deployed environment: its pool, its table, and how to reach them. */
export interface EnvironmentTarget {
  readonly userPoolId: string;
  readonly userTableName: string;
  /** App clients by name. */
  readonly clientIds: Readonly<Record<string, string>>;
  /** Every output of its auth stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Settings for any AWS client. On AWS there is the Region alone: credentials are the user's. */
  readonly client: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

/**
 * The steps that find the pool and the table of an environment. On AWS, the account is checked before
 * anything is read.
 */
export function targetSteps(
  environment: Environment,
  signal: AbortSignal,
  found: (target: EnvironmentTarget) => void,
): readonly Step[] {
  if (environment.platform === "local") {
    return [
      {
        name: "Find the local AWS",
        run: async ({ note }) => {
          const target = await localTarget(environment);
          note(target.client.endpoint ?? "");
          found(target);
        },
      },
    ];
  }
  return [
    {
      name: `Check that the credentials are for the account ${environment.accountId}`,
      run: () => expectAccountOf(environment, signal),
    },
    {
      name: `Read the outputs of auth-${environment.environment}`,
      run: async () => {
        found(await awsTarget(environment, signal));
      },
    },
  ];
}

/** The steps that find how to reach an environment, where nothing has to be known of what it holds. */
export function accessSteps(
  environment: Environment,
  signal: AbortSignal,
  found: (client: EnvironmentTarget["client"]) => void,
): readonly Step[] {
  if (environment.platform === "local") {
    return targetSteps(environment, signal, ({ client }) => {
      found(client);
    });
  }
  return [
    {
      name: `Check that the credentials are for the account ${environment.accountId}`,
      run: async () => {
        await expectAccountOf(environment, signal);
        found({ region: environment.region });
      },
    },
  ];
}

async function localTarget(environment: Environment): Promise<EnvironmentTarget> {
  const announced = await RunningLocal.announced();
  const outputs = authOutputs.safeParse(announced?.outputs).data;
  if (announced === undefined || outputs === undefined) {
    throw new Error(
      `The environment ${environment.environment} lives on the local AWS, which is not up.\n` +
        "Start it with `npm run local` in another terminal, then run this again.",
    );
  }
  if (outputs.user_table_name !== physicalName(environment, "users")) {
    throw new Error(
      `The local AWS that is up at ${announced.endpoint} holds another environment than ${environment.environment}: its table is ${outputs.user_table_name}.`,
    );
  }
  return {
    userPoolId: outputs.user_pool_id,
    userTableName: outputs.user_table_name,
    clientIds: outputs.client_ids,
    outputs,
    client: {
      region: announced.region,
      endpoint: announced.endpoint,
      credentials: announced.credentials,
    },
  };
}

async function awsTarget(
  environment: Environment,
  signal: AbortSignal,
): Promise<EnvironmentTarget> {
  const stack = `auth-${environment.environment}`;
  const binary = await findTerraform(process.env);
  const runs = path.join(localFolder, "runs");
  await mkdir(runs, { recursive: true });
  const folder = await mkdtemp(path.join(runs, "outputs-"));
  try {
    const output = path.join(folder, "cdktf.out");
    await synthesize(output, signal);
    const outputs = authOutputs.safeParse(
      await stackOutputs({
        binary,
        stackFolder: path.join(output, "stacks", stack),
        workFolder: path.join(folder, "outputs"),
        signal,
      }),
    );
    if (outputs.data === undefined) {
      throw new Error(
        `The state of ${stack} has no outputs of a user pool and a user table.\n` +
          `Deploy it first: npm run deploy -- ${stack}`,
      );
    }
    const { user_pool_id, user_table_name, client_ids, region } = outputs.data;
    return {
      userPoolId: user_pool_id,
      userTableName: user_table_name,
      clientIds: client_ids,
      outputs: outputs.data,
      client: { region },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Counts } from "../../../functions/shared/reconciliation/report";
import type { Environment } from "../../../configuration";
import type { LocalAws } from "../../local-aws/local-aws";
import type { AuthOutputs } from "../../project/outputs";
import { runReconciliation } from "../../deploy/reconciliation/run";
import type { CallTrouble } from "./call-trouble";
import { checkEverybody, type SoakCheck } from "./check";
import { RaisedAlarms } from "./raised-alarms";
import { goThrough, planSignUps } from "./sign-ups";

/** How much to do, and what is to go wrong. */
export interface SoakOptions {
  readonly signUps: number;
  /** Sign-ups under way at the same time. */
  readonly atOnce: number;
  /** Times that the processes of all functions are killed, spread over the run. */
  readonly kills: number;
}

/** Where to do it. */
export interface SoakProps extends SoakOptions {
  readonly aws: Pick<LocalAws, "credentials" | "endpoint" | "region" | "killFunctions">;
  readonly environment: Pick<Environment, "project" | "environment" | "signUp" | "userTable">;
  readonly outputs: AuthOutputs;
  readonly clientId: string;
  /** What the local AWS was started with; ended before the reconciliation. */
  readonly trouble: CallTrouble;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** What the load has met. */
export interface LoadReport {
  readonly signUps: number;
  readonly kills: number;
  /** Processes that the kills have ended. */
  readonly killedProcesses: number;
  /** Errors that the clients saw, by name. */
  readonly clientErrors: Readonly<Record<string, number>>;
  /** Alarms that were on meanwhile; none where the environment has none. */
  readonly alarms: readonly string[];
}

/** Alarms are looked at once in that many sign-ups: one may be over before the end. */
const signUpsBetweenLooks = 50;

/** Faster than any Cognito allows: the local AWS has no quota. */
const requestsPerSecond = 1000;

/** A soak in three parts: load under faults, one reconciliation without any, and a look at everybody. */
export class Soak {
  private readonly cognito: CognitoIdentityProviderClient;
  private readonly dynamo: DynamoDBClient;
  private readonly planned;
  private readonly alarms: RaisedAlarms;

  constructor(private readonly props: SoakProps) {
    const { aws, outputs, environment, random, signUps } = props;
    const client = {
      endpoint: aws.endpoint,
      region: outputs.region,
      credentials: aws.credentials,
    };
    // An app's SDK would try a failed call again by itself; here each failure is to be seen.
    this.cognito = new CognitoIdentityProviderClient({ ...client, maxAttempts: 1 });
    this.dynamo = new DynamoDBClient(client);
    this.alarms = new RaisedAlarms(aws, environment);
    this.planned = planSignUps(signUps, environment.signUp, random);
  }

  /** Signs everybody up while calls fail and processes are killed. */
  async load(progress: (line: string) => void): Promise<LoadReport> {
    const { aws, atOnce, kills, signUps, clientId, environment, signal } = this.props;
    const killAt = this.killTimes();
    const clientErrors: Record<string, number> = {};
    let [next, finished, killedProcesses] = [0, 0, 0];
    const work = async () => {
      for (;;) {
        signal.throwIfAborted();
        const plan = this.planned[next++];
        if (plan === undefined) return;
        const { errors } = await goThrough(
          this.cognito,
          clientId,
          plan,
          environment.signUp.groupAttribute?.attribute,
        );
        for (const name of errors) clientErrors[name] = (clientErrors[name] ?? 0) + 1;
        finished += 1;
        progress(`${finished} of ${signUps} sign-ups`);
        if (finished % signUpsBetweenLooks === 0) await this.alarms.look();
        while (killAt[0] !== undefined && finished >= killAt[0]) {
          killAt.shift();
          const killed = await aws.killFunctions();
          killedProcesses += killed;
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    await this.alarms.look();
    const alarms = [...this.alarms.names].sort();
    return { signUps, kills, killedProcesses, clientErrors, alarms };
  }

  /** Ends all faults, and runs one reconciliation that leaves nobody out for being recent. */
  async reconcile(): Promise<Counts> {
    const { aws, environment, outputs, trouble, signal } = this.props;
    trouble.end();
    const target = {
      userPoolId: outputs.user_pool_id,
      userTableName: outputs.user_table_name,
      client: {
        endpoint: aws.endpoint,
        region: outputs.region,
        credentials: aws.credentials,
      },
    };
    const { done, state, error } = await runReconciliation(environment, target, requestsPerSecond, {
      mode: "heal",
      recentMilliseconds: 0,
      until: () => signal.aborted,
    });
    signal.throwIfAborted();
    if (!done) throw new Error("The reconciliation has not finished.", { cause: error });
    return state.counts;
  }

  /** Looks at every user and every row. */
  check(): Promise<SoakCheck> {
    const { outputs } = this.props;
    return checkEverybody({
      cognito: this.cognito,
      dynamo: this.dynamo,
      userPoolId: outputs.user_pool_id,
      userTableName: outputs.user_table_name,
      planned: this.planned,
    });
  }

  /** Closes the connections. */
  end(): void {
    this.cognito.destroy();
    this.dynamo.destroy();
    this.alarms.end();
  }

  /** One kill in each of as many equal parts of the run, somewhere in it. */
  private killTimes(): number[] {
    const { kills, signUps, random } = this.props;
    const part = signUps / Math.max(1, kills);
    return Array.from({ length: kills }, (_, index) =>
      Math.max(1, Math.floor((index + random()) * part)),
    );
  }
}

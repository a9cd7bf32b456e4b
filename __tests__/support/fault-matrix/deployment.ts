import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BackendCall } from "../../../tools/local-aws/faults/call-faults";
import type { FaultableInvocation } from "../../../tools/local-aws/faults/invocation-faults";
import type { SentMessage } from "../../../tools/local-aws/outbox";
import { LocalRun } from "../../../tools/local-run/local-run";
import { authOutputs, type AuthOutputs } from "../../../tools/project/outputs";
import { resolveConfiguration } from "../../../configuration";
import * as everyTrigger from "../example-every-trigger";
import { copyProject, type Example } from "../project-copy";
import { appliedOutputs } from "../terraform/applied-outputs";
import { faultNames, faults, type FaultName } from "./faults";

const minutes = 60_000;

/** Somebody whose way through Cognito meets one fault, in one event. */
export interface Cell {
  readonly source: string;
  readonly fault: FaultName;
  readonly email: string;
  readonly phone: string;
  /** Of a client of the cell's own, for events that are about no user. */
  clientId?: string;
  /** Whether the fault is on: what leads up to the event goes well. */
  armed: boolean;
}

/** The address that a cell's user changes to. */
export function changedEmail({ email }: Pick<Cell, "email">): string {
  return `new-${email}`;
}

/** An environment on the local AWS, applied by Terraform, in which things go wrong on purpose. */
export interface Deployment {
  readonly run: LocalRun;
  /** The copy of the project that it is made of. */
  readonly folder: string;
  readonly outputs: AuthOutputs;
  readonly cognito: CognitoIdentityProviderClient;
  readonly dynamo: DynamoDBClient;
  readonly clientId: string;
  readonly messages: readonly SentMessage[];
  /** What was put into queues: the events that Lambda gave up. */
  readonly deadLetters: readonly string[];
  /** Users who sign in again and again, by their address: made at the first cell that needs them. */
  readonly regulars: Map<string, Promise<unknown>>;
  /** @param isRegular whether its user is one for all such cells with this fault. */
  newCell(source: string, fault: FaultName, isRegular?: boolean): Cell;
  /** The function whose calls of AWS are throttled from now on. */
  throttle(functionName: string | undefined): void;
  stop(): Promise<void>;
}

/** Deploys one of the environments of an example, by default of `example-every-trigger.ts`. */
export async function deploy(
  name: string,
  example: Example = { name: "example-every-trigger", ...everyTrigger },
): Promise<Deployment> {
  const environment = resolveConfiguration(example.configuration).find(
    (candidate) => candidate.environment === name,
  );
  if (environment === undefined) throw new Error(`The example has no environment ${name}.`);
  const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
  copyProject(folder, example);
  const cells: Cell[] = [];
  const messages: SentMessage[] = [];
  const deadLetters: string[] = [];
  let throttled: string | undefined;
  const run = new LocalRun({
    environment,
    folder,
    project: folder,
    signal: AbortSignal.timeout(15 * minutes),
    aws: {
      anyCode: true,
      onMessage: (message) => messages.push(message),
      interceptors: [
        ({ service, body }) => {
          const text = body.toString("utf8");
          if (service === "sqs" && text.includes("triggerSource")) deadLetters.push(text);
          return Promise.resolve(undefined);
        },
      ],
      faults: {
        invocations: (invocation) => {
          const fault = cellOf(cells, invocation)?.fault;
          const chosen = fault && faults[fault];
          return chosen && "invocation" in chosen ? chosen.invocation : undefined;
        },
        calls: ({ functionName }: BackendCall) =>
          throttled !== undefined && functionName === throttled
            ? { fault: "throttled" }
            : undefined,
      },
    },
  });
  await run.synthesize();
  await run.startAws(() => undefined);
  const outputs = authOutputs.parse(await appliedOutputs(run, folder));
  const client = {
    endpoint: run.aws.endpoint,
    region: outputs.region,
    credentials: run.aws.credentials,
    maxAttempts: 1,
  };
  const cognito = new CognitoIdentityProviderClient(client);
  const dynamo = new DynamoDBClient(client);
  return {
    run,
    folder,
    outputs,
    cognito,
    dynamo,
    clientId: Object.values(outputs.client_ids)[0] ?? "",
    messages,
    deadLetters,
    regulars: new Map(),
    newCell(source, fault, isRegular = false) {
      const number = `${cells.length}`.padStart(4, "0");
      const name = isRegular ? `regular-${faultNames.indexOf(fault)}` : randomUUID();
      const email = `${name}@example.com`;
      const cell = { source, fault, email, phone: `+1555555${number}`, armed: false };
      cells.push(cell);
      return cell;
    },
    throttle(functionName) {
      throttled = functionName;
    },
    async stop() {
      cognito.destroy();
      dynamo.destroy();
      await run.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

interface TriggerEvent {
  readonly triggerSource?: string;
  readonly userName?: string;
  readonly callerContext?: { readonly clientId?: string };
  readonly request?: {
    readonly userAttributes?: { readonly email?: string; readonly phone_number?: string } | null;
  };
}

/** The cell whose event this is, if its fault is on. */
function cellOf(cells: readonly Cell[], { event }: FaultableInvocation): Cell | undefined {
  const { triggerSource, userName, callerContext, request } = event as TriggerEvent;
  const names = [userName, request?.userAttributes?.email, request?.userAttributes?.phone_number];
  return cells.find(
    ({ source, armed, email, phone, clientId }) =>
      armed &&
      source === triggerSource &&
      (names.includes(email) ||
        names.includes(changedEmail({ email })) ||
        names.includes(phone) ||
        (clientId !== undefined && clientId === callerContext?.clientId)),
  );
}

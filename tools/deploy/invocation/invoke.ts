import type { Environment } from "../../../configuration";
import { physicalName } from "../../../configuration/naming";
import type { EnvironmentTarget } from "../environment-target";

/** How a call of a function has ended. */
export interface InvocationOutcome {
  /** What the function has returned, or what Lambda says of its error: JSON. */
  readonly answer: string;
  /** Whether it has failed. */
  readonly failed: boolean;
  /** Of the function alone, where Lambda tells; else of the whole call. */
  readonly milliseconds: number;
  /** The last 4 KB of what it has written, and what Lambda has beside it. */
  readonly log: string;
}

/**
 * Calls a function of an environment and waits for its answer, 15 minutes at the longest.
 *
 * @throws Error when it is not deployed, or the credentials may not call it.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invokeFunction(
  environment: Environment,
  functionName: string,
  event: string,
  client: EnvironmentTarget["client"],
  signal: AbortSignal,
): Promise<InvocationOutcome> {
  const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
  // Once: what a function does may not be for a second time.
  const lambda = new LambdaClient({ ...client, maxAttempts: 1 });
  const name = physicalName(environment, functionName);
  const began = performance.now();
  try {
    const { Payload, FunctionError, LogResult } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: event, LogType: "Tail" }),
      { abortSignal: signal },
    );
    const log = Buffer.from(LogResult ?? "", "base64").toString("utf8");
    return {
      answer: Buffer.from(Payload ?? []).toString("utf8"),
      failed: FunctionError !== undefined,
      milliseconds: reported(log) ?? Math.round(performance.now() - began),
      log,
    };
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") {
      throw new Error(
        `${environment.environment} has no function ${name}: it is not deployed, or no environment uses it.\n` +
          `Deploy it first: npm run deploy -- auth-${environment.environment}`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    lambda.destroy();
  }
}

/** The duration that Lambda reports in its log, in JSON or as text. */
function reported(log: string): number | undefined {
  const found = /"durationMs":\s*(?<json>[\d.]+)|Duration: (?<text>[\d.]+) ms/.exec(log)?.groups;
  const milliseconds = found?.["json"] ?? found?.["text"];
  return milliseconds === undefined ? undefined : Math.round(Number(milliseconds));
}

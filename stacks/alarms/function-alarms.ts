import type { Alarms, Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { AlarmMaker } from "./alarm";
import { ofFunction, ofLambda } from "./metric";

/** A function that is watched. */
export interface WatchedFunction {
  /** Its folder. */
  readonly name: string;
  /** What users notice when it fails, a sentence or two. */
  readonly failure: string;
  /** Whether Cognito waits for it. */
  readonly isWaitedFor: boolean;
  /** From how many failures on one counts. Default: the environment's, for what is delivered three times. */
  readonly minimumFailures?: number;
}

/**
 * Alarms on one function: failures as a share of its calls, throttles, and where Cognito waits for it,
 * its time.
 *
 * A refusal is no failure, although Lambda counts it: the function throws to say no. What fails behind
 * an answer that goes well is one, although Lambda does not count it. `SUM` and `MAX` of a list take a
 * metric without values for nothing; the plain operators would make the whole expression empty.
 */
export function watchFunction(
  alarms: AlarmMaker,
  environment: Environment,
  { name, failure, isWaitedFor, minimumFailures }: WatchedFunction,
): void {
  const { thresholds }: Alarms = environment.alarms;
  const minimum = minimumFailures ?? thresholds.minimumFailures;
  const functionName = physicalName(environment, name);
  alarms.add(`${name}-failures`, {
    notice: `${failure} ${name} fails on more than ${thresholds.failuresPercent} % of its calls, refusals apart.`,
    page: "failures",
    queries: {
      errors: ofLambda("Errors", functionName),
      calls: ofLambda("Invocations", functionName),
      refusals: ofFunction(environment, "Refusals", name),
      parts: ofFunction(environment, "PartsFailed", name),
      failed: "MAX([SUM([errors, refusals * -1]), parts])",
      share: `IF(failed >= ${minimum}, 100 * failed / calls, 0)`,
    },
    watched: "share",
    when: { above: thresholds.failuresPercent },
  });
  alarms.add(`${name}-throttles`, {
    notice: `${failure} Lambda does not run ${name}: the account, or what is reserved for the function, has no room for more at once.`,
    page: "throttles",
    queries: { throttles: ofLambda("Throttles", functionName) },
    watched: "throttles",
    when: { atLeast: 1 },
  });
  if (!isWaitedFor) return;
  alarms.add(`${name}-slow`, {
    notice: `Sign-ups or sign-ins take seconds, and fail where Cognito waits in vain for 5. One of a hundred calls of ${name} takes longer than ${thresholds.slowMilliseconds} ms.`,
    page: "slow-triggers",
    queries: { duration: ofLambda("Duration", functionName, "p99") },
    watched: "duration",
    when: { above: thresholds.slowMilliseconds },
    // One slow call at night is none.
    periods: 3,
    datapoints: 2,
  });
}

import type { Context } from "aws-lambda";
import { errorEntry } from "../shared/logging/error-entry";
import { count } from "../shared/metrics/signals";
import { reconcile, type ReconciliationOptions } from "../shared/reconciliation/reconcile";
import type { ReconciliationCollaborators } from "../shared/reconciliation/collaborators";
import type { Counts, Finding } from "../shared/reconciliation/report";
import { readState, type ReconciliationState } from "../shared/reconciliation/state";
import type { ReconcileUsersSettings } from "./settings";

/** What the function sends itself to go on. The schedule sends an event without either. */
export interface ContinuationEvent {
  readonly state: ReconciliationState;
  /** Invocations before this one. */
  readonly continuation: number;
}

/** What the handler works with. */
export interface ReconcileUsersCollaborators extends ReconciliationCollaborators {
  readonly settings: Pick<ReconcileUsersSettings, "mode" | "requestsPerSecond" | "removal">;
  /** Invokes the function once more, asynchronously. */
  readonly goOn: (event: ContinuationEvent) => Promise<void>;
  /** Lambda's console: with JSON logging each object becomes the `message` of one log record. */
  readonly log: Pick<Console, "info" | "error">;
}

/**
 * Lambda ends a chain of invocations of a function by itself after 16, without a word to it
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html). So it is 15 here, and an
 * error. At 10 requests a second that is enough for 100,000 users.
 */
export const MOST_CONTINUATIONS = 14;

/** Left for the report and the next invocation, in milliseconds. */
const RESERVE = 60_000;

/** A page asks Cognito once for itself and once for each of its 60 users. */
const CALLS_A_PAGE = 61;

/** Findings in one log record, which CloudWatch cuts off at 256 KB. */
const FINDINGS_A_RECORD = 1000;

/**
 * Makes the scheduled function `reconcile-users`. It works until the time of its invocation is nearly
 * over, then invokes itself with the state, as often as it takes; each part logs one JSON record with
 * the counts so far and its own findings.
 *
 * The last part throws when anything has failed, so that the function's error metric tells; by then
 * all that could be done is done. Whatever runs again changes nothing that is done.
 */
export function createHandler(collaborators: ReconcileUsersCollaborators) {
  return async (
    event: Partial<ContinuationEvent>,
    context: Pick<Context, "getRemainingTimeInMillis">,
  ): Promise<void> => {
    const { settings, goOn, log } = collaborators;
    const { mode, requestsPerSecond, removal } = settings;
    const { continuation = 0 } = event;
    const page = (2 * CALLS_A_PAGE * 1000) / requestsPerSecond;
    const options: ReconciliationOptions = {
      mode,
      removal,
      until: () => context.getRemainingTimeInMillis() < Math.max(RESERVE, page),
      ...(event.state !== undefined && { state: readState(event.state) }),
    };
    const outcome = await reconcile(collaborators, options);
    const { done, state, findings } = outcome;
    countFindings(findings);
    logReport(log, { mode, done, continuation, counts: state.counts }, findings);
    if (outcome.error !== undefined) {
      log.error({ failure: "reconciliation", state, error: errorEntry(outcome.error, []) });
      throw new Error(`The reconciliation ended early, after ${state.pages} pages`);
    }
    if (!done) {
      if (state.pages === (options.state?.pages ?? 0)) {
        throw new Error("The time of an invocation is too short for a page");
      }
      if (continuation >= MOST_CONTINUATIONS) {
        log.error({ failure: "reconciliation", state, limit: MOST_CONTINUATIONS + 1 });
        throw new Error(
          `The pool is too large for ${MOST_CONTINUATIONS + 1} invocations. Raise requestsPerSecond, or use \`npm run reconcile\``,
        );
      }
      await goOn({ state, continuation: continuation + 1 });
      return;
    }
    count("ReconciliationsDone");
    if (outcome.refused !== undefined) {
      log.error({ failure: "rows not removed", ...outcome.refused });
      throw new Error(
        `${outcome.refused.due} rows of deleted users are due, and none was removed: ${outcome.refused.reason}. Look at them with \`npm run reconcile\``,
      );
    }
    const { failed } = state.counts;
    if (failed > 0) throw new Error(`${failed} users or rows could not be reconciled`);
  };
}

/** Of this invocation alone: the counts in the state go on from one to the next. */
function countFindings(findings: readonly Finding[]): void {
  const provisioning = ["user-without-row", "group-owed"];
  const lost = findings.filter(({ kind }) => provisioning.includes(kind));
  count("UsersHealed", lost.filter(({ outcome }) => outcome === "healed").length);
  count("UsersNotHealed", findings.filter(({ outcome }) => outcome === "failed").length);
  const paid = lost.filter(({ kind, outcome }) => kind === "group-owed" && outcome === "healed");
  count("DebtsPaid", paid.length);
}

interface Report {
  readonly mode: string;
  readonly done: boolean;
  readonly continuation: number;
  readonly counts: Counts;
}

/** One record; more only where the findings do not fit into one. */
function logReport(log: Pick<Console, "info">, report: Report, findings: readonly Finding[]): void {
  log.info({ reconciliation: report, findings: findings.slice(0, FINDINGS_A_RECORD) });
  for (let start = FINDINGS_A_RECORD; start < findings.length; start += FINDINGS_A_RECORD) {
    log.info({ findings: findings.slice(start, start + FINDINGS_A_RECORD) });
  }
}

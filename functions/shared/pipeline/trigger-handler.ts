import type { RemainingTime } from "../aws/time-left";
import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";
import type { EventOf } from "../events/trigger-events";
import { errorEntry } from "../logging/error-entry";
import { personalDataOf, subIn } from "../logging/personal-data";
import { PartsFailedError } from "./parts-failed-error";
import { PipelineError, type Pipeline, type StepFailure } from "./pipeline";
import { Refusal } from "./refusal";
import { TimeLimit, timeFor } from "./time-limit";

/** Lambda's console: with JSON logging each object becomes the `message` of one log record. */
export type Log = Pick<Console, "error" | "warn">;

/** What {@link triggerHandler} works with. */
export interface TriggerHandlerProps<Name extends TriggerName> {
  /** The function's folder. */
  readonly trigger: Name;
  readonly run: Pipeline<EventOf<Name>>;
  /**
   * What the client is told when a required step fails that has no message of its own, after
   * Cognito's "… failed with error ".
   */
  readonly message: string;
  readonly log: Log;
}

/** A trigger's function as Lambda calls it. */
export type TriggerHandler<Name extends TriggerName> = (
  event: EventOf<Name>,
  context: RemainingTime,
) => Promise<EventOf<Name>>;

/**
 * Makes a trigger's handler of its steps: gives them the time that Cognito leaves, logs what fails
 * without personal data, and tells the client no more than `message`.
 *
 * The handler throws for an event of another trigger, when a required step fails, and when a step
 * refuses the user. Cognito then delivers the event again, up to three times in all.
 */
export function triggerHandler<Name extends TriggerName>({
  trigger,
  run,
  message,
  log,
}: TriggerHandlerProps<Name>): TriggerHandler<Name> {
  const sources: readonly string[] = triggerCatalogue[trigger].sources;
  return async (event, context) => {
    // The types know only this trigger's sources; a pool that is wired wrongly sends another's.
    if (!sources.includes(event.triggerSource)) {
      throw new Error(`Not a ${trigger} event: ${event.triggerSource}`);
    }
    const time = new TimeLimit(timeFor(context));
    try {
      return await run(event, {
        time,
        onFailure: (failure) => {
          logFailure(log, event, failure);
        },
      });
    } catch (error) {
      if (error instanceof PipelineError) throw new Error(error.publicMessage ?? message);
      throw error instanceof Refusal ? new Error(error.message) : error;
    } finally {
      time.clear();
    }
  };
}

function logFailure(log: Log, event: EventOf<TriggerName>, failure: StepFailure): void {
  const { triggerSource, userPoolId, request } = event;
  const { step, kind, error } = failure;
  const about = { step, sub: subIn(request), userPoolId, triggerSource };
  if (error instanceof Refusal) {
    log.warn({ refused: error.reason, ...about });
    return;
  }
  const write = (entry: object) => {
    log[kind === "required" ? "error" : "warn"](entry);
  };
  const personal = personalDataOf(event);
  if (error instanceof PartsFailedError) {
    const { parts, details } = error;
    for (const { part, error: cause } of parts) {
      write({ failure: kind, ...about, part, ...details, error: errorEntry(cause, personal) });
    }
  } else {
    write({ failure: kind, ...about, error: errorEntry(error, personal) });
  }
}

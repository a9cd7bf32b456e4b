import { changesHandler } from "../shared/batches/changes-handler";
import type { BatchLog } from "../shared/batches/batch";
import { userEvent, type UserEvent } from "./user-event";

/** Puts an event on a bus. */
export type Publish = (
  event: UserEvent & { readonly at: Date },
  signal: AbortSignal,
) => Promise<void>;

/** Publishes what becomes of rows, in their order. */
export function publishChanges(publish: Publish, log?: BatchLog) {
  return changesHandler(async (change, signal) => {
    const event = userEvent(change);
    if (event !== undefined) await publish({ ...event, at: change.at }, signal);
  }, log);
}

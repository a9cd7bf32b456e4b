import { AsyncLocalStorage } from "node:async_hooks";

/**
 * What functions count, by its name in CloudWatch. Alarms and the dashboard use the same names
 * (`stacks/alarms`). None says anything about a user.
 */
export type Signal =
  /** A sign-up that pre-sign-up has let through. */
  | "SignUpsBegun"
  /** A confirmed sign-up that has its row and its group. */
  | "SignUpsProvisioned"
  /** Somebody was refused as the rules say. Lambda counts it as an error, since the function throws. */
  | "Refusals"
  /** Something that was to be done, and was not. The log has an entry for each. */
  | "PartsFailed"
  /** A row that notes that a group is owed. */
  | "DebtsMade"
  | "DebtsPaid"
  /** A request to AWS that was sent again. */
  | "Retries"
  /** A user to whom a sign-in or a reconciliation has given what a sign-up had lost. */
  | "UsersHealed"
  /** A user whom a reconciliation could not heal, or not look at. */
  | "UsersNotHealed"
  /** A reconciliation that has looked at everybody. */
  | "ReconciliationsDone"
  | "MessagesSent";

/** What one invocation counts. */
export class Signals {
  readonly counts: Partial<Record<Signal, number>> = {};
  /** Why somebody was refused. */
  reason: string | undefined;

  add(signal: Signal, amount: number): void {
    this.counts[signal] = (this.counts[signal] ?? 0) + amount;
  }
}

const current = new AsyncLocalStorage<Signals>();

/** Runs `work`, and lets it and all that it calls count into `signals`. */
export function counting<T>(signals: Signals, work: () => T): T {
  return current.run(signals, work);
}

/**
 * Counts for the invocation that is under way; elsewhere, in `npm run reconcile` for one, nothing. What
 * a step does after it was left behind counts no more.
 */
export function count(signal: Signal, amount = 1): void {
  if (amount > 0) current.getStore()?.add(signal, amount);
}

/**
 * Counts a refusal.
 *
 * @param reason the same for every user that it is true of: it becomes a dimension, and no personal data.
 */
export function countRefusal(reason: string): void {
  const signals = current.getStore();
  if (signals === undefined) return;
  signals.reason = reason;
  signals.add("Refusals", 1);
}

import { isObject } from "../json";
import { NOTHING_COUNTED, type Counts } from "./report";

/** Where a run is: all that the next part of it needs, small enough for a function's event. */
export interface ReconciliationState {
  /**
   * First every user of the pool is looked at, then every row of the table. Rows are removed last, when
   * the whole is known.
   */
  readonly phase: "users" | "rows" | "removals";
  /** The page to go on with, in the words of Cognito or the table; none at the start of a phase. */
  readonly token?: string;
  /** Pages that are done. */
  readonly pages: number;
  readonly counts: Counts;
}

/** The state of a run that has not begun. */
export const BEGINNING: ReconciliationState = {
  phase: "users",
  pages: 0,
  counts: NOTHING_COUNTED,
};

/**
 * Reads a state that was written as JSON.
 *
 * @throws Error when it is none.
 */
export function readState(value: unknown): ReconciliationState {
  if (isState(value)) return value;
  throw new Error("This is not the state of a reconciliation");
}

function isState(value: unknown): value is ReconciliationState {
  if (!isObject(value)) return false;
  const { phase, token, pages, counts } = value;
  return (
    (phase === "users" || phase === "rows" || phase === "removals") &&
    (token === undefined || typeof token === "string") &&
    typeof pages === "number" &&
    isCounts(counts)
  );
}

function isCounts(value: unknown): value is Counts {
  if (!isObject(value)) return false;
  return Object.entries(NOTHING_COUNTED).every(
    ([name, zero]) => typeof value[name] === typeof zero && value[name] !== null,
  );
}

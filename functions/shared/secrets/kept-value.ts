/** Reads a secret. @param signal ends the call to AWS; the promise then rejects. */
export type ReadValue = (signal: AbortSignal) => Promise<string>;

/** Milliseconds: so long after a rotation the old value may still be used. */
const KEPT_FOR = 5 * 60_000;

/**
 * Reads once for an execution environment, and again when the value is five minutes old. A failure is
 * not kept: the next call asks again.
 */
export function kept(read: ReadValue, now: () => number = Date.now): ReadValue {
  let last: { readonly value: string; readonly at: number } | undefined;
  return async (signal) => {
    if (last !== undefined && now() - last.at < KEPT_FOR) return last.value;
    const value = await read(signal);
    last = { value, at: now() };
    return value;
  };
}

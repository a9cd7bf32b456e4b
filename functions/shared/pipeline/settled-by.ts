/**
 * How long after the signal work may still report how it ended, in milliseconds. What stops at the
 * signal by itself knows more about the reason than can be said from outside.
 */
export const GRACE = 100;

/**
 * Settles as `work` does, and shortly after `signal` in any case: work that does not heed the signal
 * is left behind, and the promise rejects with the signal's reason.
 *
 * @param grace milliseconds between the signal and the rejection.
 */
export async function settledBy<T>(
  signal: AbortSignal,
  work: Promise<T>,
  grace = GRACE,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const leftBehind = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => {
        reject(signal.reason as Error);
      }, grace);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, leftBehind]);
  } finally {
    if (onAbort) signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
  }
}

import { count, countRefusal } from "./signals";

/** Lambda's console: with JSON logging each object becomes the `message` of one log record. */
type Log = Pick<Console, "error" | "warn" | "info">;

/**
 * A log that counts what it is told: each entry with `failure` is a part that failed, each with `refused`
 * is a refusal. So whatever a function of yours logs in these words is counted too.
 */
export function countedLog(log: Log): Log {
  const counted = (write: (...values: unknown[]) => void) => {
    return (...values: unknown[]): void => {
      const entry = values[0] as
        { readonly failure?: unknown; readonly refused?: unknown } | undefined;
      if (entry?.failure !== undefined) count("PartsFailed");
      if (typeof entry?.refused === "string") countRefusal(entry.refused);
      write(...values);
    };
  };
  return {
    error: counted((...values) => {
      log.error(...values);
    }),
    warn: counted((...values) => {
      log.warn(...values);
    }),
    info: counted((...values) => {
      log.info(...values);
    }),
  };
}

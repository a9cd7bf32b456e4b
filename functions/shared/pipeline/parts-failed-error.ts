/** One of several things that a step does at once, which failed. */
export interface PartFailure {
  /** As it stands in the log. */
  readonly part: string;
  readonly error: unknown;
}

/** Parts of a step have failed. The log has an entry for each of them. */
export class PartsFailedError extends Error {
  override readonly name = "PartsFailedError";

  /** @param details for the log: no personal data. */
  constructor(
    readonly parts: readonly PartFailure[],
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(`Failed: ${parts.map(({ part }) => part).join(", ")}`);
  }
}

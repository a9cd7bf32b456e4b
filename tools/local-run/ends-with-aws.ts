/** What {@link endsWithAws} gives. */
export interface EndsWithAws {
  /** Aborted by the command's own, or when moto ends: then its reason says so. */
  readonly signal: AbortSignal;
  /** For the local AWS: tells when moto has ended by itself. */
  readonly onEnd: () => void;
}

/**
 * Ends a command together with its local AWS: what was deployed is gone when moto is.
 *
 * @param interrupted the command's own signal.
 * @param command what to run again.
 */
export function endsWithAws(interrupted: AbortSignal, command: string): EndsWithAws {
  const end = new AbortController();
  return {
    signal: AbortSignal.any([interrupted, end.signal]),
    onEnd: () => {
      end.abort(
        new Error(
          `The local AWS is gone, with all that was deployed: moto has ended by itself. Run \`${command}\` again.`,
        ),
      );
    },
  };
}

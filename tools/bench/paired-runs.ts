/** Something to time. `measure` runs it once, in a process of its own, and returns milliseconds. */
export interface Subject {
  readonly name: string;
  measure(): number;
}

/** What the runs of one subject gave. */
export interface Timing {
  readonly name: string;
  /** Median, in milliseconds. */
  readonly median: number;
  /** Median of the ratios to the first subject's time in the same round. */
  readonly ratio: number;
}

/**
 * Times subjects in turn, A B C A B C, after one round that does not count. What slows the machine
 * down for a while then slows every subject, so ratios hold where times do not.
 *
 * @param onRound is told the number of each round as it begins.
 */
export function pairedRuns(
  subjects: readonly Subject[],
  rounds: number,
  onRound: (round: number) => void,
): readonly Timing[] {
  for (const subject of subjects) subject.measure();
  const times = Array.from({ length: rounds }, (_, index) => {
    onRound(index + 1);
    return subjects.map((subject) => subject.measure());
  });
  return subjects.map(({ name }, column) => ({
    name,
    median: median(times.map((round) => at(round, column))),
    ratio: median(times.map((round) => at(round, column) / at(round, 0))),
  }));
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (at(sorted, Math.ceil(middle) - 1) + at(sorted, Math.floor(middle))) / 2;
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`No value at ${index} of ${values.length}`);
  return value;
}

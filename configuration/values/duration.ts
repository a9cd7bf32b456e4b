import type { Check } from "./fault";

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds of each unit. */
export const seconds = { seconds: second, minutes: minute, hours: hour, days: day } as const;

/** A length of time in a unit. */
export interface Duration {
  readonly value: number;
  readonly unit: keyof typeof seconds;
}

/** A duration in seconds. */
export function inSeconds({ value, unit }: Duration): number {
  return value * seconds[unit];
}

/** A duration between two others, both included. */
export function durationBetween(from: Duration, to: Duration): Check<Duration> {
  const range = `${words(from)} to ${words(to)}`;
  return (duration) => {
    const length = inSeconds(duration);
    return length >= inSeconds(from) && length <= inSeconds(to)
      ? undefined
      : { rule: `Cognito takes ${range}`, fix: `choose a validity from ${range}` };
  };
}

function words({ value, unit }: Duration): string {
  return `${value} ${value === 1 ? unit.slice(0, -1) : unit}`;
}

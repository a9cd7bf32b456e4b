import { Cron } from "croner";

const rate = /^rate\((\d+) (minute|hour|day)s?\)$/;
const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/;
const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * When a schedule of EventBridge is due next, in milliseconds since 1970; `undefined` for one that never is again.
 *
 * @param since when the rule was made: a rate counts from then.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function nextRun(expression: string, since: number, after: number): number | undefined {
  const interval = intervalOf(expression);
  if (interval !== undefined) {
    return since + (Math.floor((after - since) / interval) + 1) * interval;
  }
  return cronOf(expression)?.nextRun(new Date(after))?.getTime();
}

/** The last time within a span at which a schedule was due; what was skipped is not made up for. */
export function lastRun(
  expression: string,
  since: number,
  { after, until }: { readonly after: number; readonly until: number },
): number | undefined {
  const interval = intervalOf(expression);
  const last =
    interval === undefined
      ? // It looks for what was before, and this may be now.
        cronOf(expression)
          ?.previousRuns(1, new Date(until + 1))[0]
          ?.getTime()
      : since + Math.floor((until - since) / interval) * interval;
  return last !== undefined && last > after ? last : undefined;
}

/** Of a rate, in milliseconds. */
function intervalOf(expression: string): number | undefined {
  const [, amount, unit] = rate.exec(expression) ?? [];
  return amount === undefined ? undefined : Number(amount) * units[unit as keyof typeof units];
}

function cronOf(expression: string): Cron | undefined {
  const [, minute, hour, day = "", month, weekday = "", year] = cron.exec(expression) ?? [];
  if (minute === undefined) return undefined;
  // EventBridge's question mark is "any", and its last Friday `6L` or `FRIL`.
  const weekdays = weekday.replace("?", "*").replace(/^(\w+)L$/, "$1#L");
  const pattern = [0, minute, hour, day.replace("?", "*"), month, weekdays, year].join(" ");
  return new Cron(pattern, {
    mode: "7-part",
    timezone: "UTC",
    // One is Sunday.
    alternativeWeekdays: true,
    // `5/15`: from the fifth minute on.
    sloppyRanges: true,
  });
}

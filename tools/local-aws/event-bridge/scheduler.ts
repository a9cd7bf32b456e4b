import type { Clock } from "../clock";
import { lastRun, nextRun } from "./schedule";

/** A rule with a schedule. */
export interface ScheduledRule {
  readonly region: string;
  readonly name: string;
  readonly expression: string;
}

interface Entry extends ScheduledRule {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Up to when it was looked at. */
  seen: number;
}

/** The longest that a timer takes. */
const mostMilliseconds = 2 ** 31 - 1;

/**
 * Calls rules when they are due, by the local AWS's clock. When that is turned, a rule that was due in between is
 * called once, with the last of the times.
 */
export class Scheduler {
  private readonly entries = new Map<string, Entry>();
  private timer: NodeJS.Timeout | undefined;

  /** @param run is told a rule that is due, and when it was. */
  constructor(
    private readonly clock: Clock,
    private readonly run: (rule: ScheduledRule, due: number) => void,
  ) {
    clock.onTurn(this.tick);
  }

  /** Takes a rule in. What is as it was goes on as it was. */
  set(rule: ScheduledRule): void {
    const key = keyOf(rule);
    if (this.entries.get(key)?.expression === rule.expression) return;
    const now = this.clock.now();
    this.entries.set(key, { ...rule, since: now, seen: now });
    this.wait();
  }

  remove(rule: Pick<ScheduledRule, "region" | "name">): void {
    this.entries.delete(keyOf(rule));
    this.wait();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.entries.clear();
  }

  private readonly tick = (): void => {
    const until = this.clock.now();
    for (const entry of this.entries.values()) {
      const due = lastRun(entry.expression, entry.since, { after: entry.seen, until });
      entry.seen = until;
      if (due !== undefined) this.run(entry, due);
    }
    this.wait();
  };

  private wait(): void {
    clearTimeout(this.timer);
    const now = this.clock.now();
    const next = [...this.entries.values()].flatMap(
      ({ expression, since, seen }) => nextRun(expression, since, seen) ?? [],
    );
    if (next.length === 0) return;
    const left = Math.min(mostMilliseconds, Math.max(0, Math.min(...next) - now));
    this.timer = setTimeout(this.tick, left).unref();
  }
}

function keyOf({ region, name }: Pick<ScheduledRule, "region" | "name">): string {
  return `${region} ${name}`;
}

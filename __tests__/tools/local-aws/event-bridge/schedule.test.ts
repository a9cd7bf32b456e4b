import { expect, test } from "@jest/globals";
import { Clock } from "../../../../tools/local-aws/clock";
import { lastRun, nextRun } from "../../../../tools/local-aws/event-bridge/schedule";
import { Scheduler } from "../../../../tools/local-aws/event-bridge/scheduler";

// A Thursday.
const start = Date.UTC(2026, 0, 1, 12, 0);

test.each([
  ["rate(5 minutes)", "2026-01-01T12:05:00.000Z"],
  ["rate(1 day)", "2026-01-02T12:00:00.000Z"],
  ["cron(0 3 * * ? *)", "2026-01-02T03:00:00.000Z"],
  ["cron(5/15 * * * ? *)", "2026-01-01T12:05:00.000Z"],
  // One is Sunday.
  ["cron(0 12 ? * 2 *)", "2026-01-05T12:00:00.000Z"],
  ["cron(0 12 ? * MON-FRI *)", "2026-01-02T12:00:00.000Z"],
  ["cron(0 9 L * ? *)", "2026-01-31T09:00:00.000Z"],
  ["cron(0 9 ? * 6#2 *)", "2026-01-09T09:00:00.000Z"],
  ["cron(0 9 ? * 6L *)", "2026-01-30T09:00:00.000Z"],
  ["cron(0 9 3W * ? *)", "2026-01-02T09:00:00.000Z"],
  ["cron(0 9 1 1 ? 2028)", "2028-01-01T09:00:00.000Z"],
])("%s is due next at %s", (expression, expected) => {
  expect(new Date(nextRun(expression, start, start) ?? 0).toISOString()).toBe(expected);
});

test("a schedule of the past is never due again", () => {
  expect(nextRun("cron(0 9 1 1 ? 2020)", start, start)).toBeUndefined();
});

test("of a time that was skipped, the last run counts", () => {
  const until = start + 26 * 60_000;
  expect(lastRun("rate(5 minutes)", start, { after: start, until })).toBe(start + 25 * 60_000);
  expect(lastRun("rate(1 day)", start, { after: start, until })).toBeUndefined();
});

test("a clock that is turned runs what was due, once, and what is gone no more", () => {
  const clock = new Clock();
  const runs: string[] = [];
  const scheduler = new Scheduler(clock, ({ name }) => runs.push(name));
  const rule = (name: string, expression: string) => ({ region: "eu-west-1", name, expression });
  scheduler.set(rule("hourly", "rate(1 hour)"));
  scheduler.set(rule("daily", "rate(1 day)"));
  clock.turn(3 * 3_600_000);
  expect(runs).toEqual(["hourly"]);
  scheduler.remove({ region: "eu-west-1", name: "hourly" });
  clock.turn(24 * 3_600_000);
  expect(runs).toEqual(["hourly", "daily"]);
  scheduler.stop();
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { schedule } from "../../../configuration/values/schedule";

describe("a schedule", () => {
  test.each([
    "off",
    "rate(1 day)",
    "rate(5 minutes)",
    "cron(0 3 * * ? *)",
    "cron(0 3 ? * MON-FRI *)",
    "cron(0/15 8-17 ? * 2-6 2026-2030)",
    "cron(0 18 L * ? *)",
    "cron(0 18 LW * ? *)",
    "cron(0 18 3W * ? *)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0 9 ? * FRIL *)",
    "cron(5,35 14 1,15 JAN,JUL ? *)",
    "cron(0 0 1 1 ? 2199)",
    "cron(0 3 29 FEB ? *)",
    "cron(0 3 28/3 2 ? 2027)",
    "cron(0 3 31 */3 ? *)",
  ])("%s is right", (value) => {
    expect(schedule(value)).toBeUndefined();
  });

  test.each([
    ["cron(99 77 * * ? *)", "minutes takes 0–59"],
    ["cron(0 77 * * ? *)", "hours takes 0–23"],
    ["cron(0 0 32 * ? *)", "day of the month"],
    ["cron(0 0 0 * ? *)", "day of the month"],
    ["cron(0 0 * 13 ? *)", "month takes 1–12"],
    ["cron(0 0 ? * 8 *)", "day of the week"],
    ["cron(0 0 ? * 0 *)", "day of the week"],
    ["cron(0 0 ? * MON#6 *)", "day of the week"],
    ["cron(0 0 ? * 3#1,6#3 *)", "day of the week"],
    ["cron(0 0 * * ? 1969)", "year takes 1970–2199"],
    ["cron(0 0 * * * *)", "one of the two"],
    ["cron(0 0 ? * ? *)", "one of the two"],
    ["cron(0 3 * * ?)", "six fields"],
    ["cron(0  3 * * ? *)", "six fields"],
    ["cron(30-10 3 * * ? *)", "minutes"],
    ["cron(0/0 3 * * ? *)", "minutes"],
    ["cron(? 3 * * ? *)", "minutes"],
    ["cron(0 3 * XYZ ? *)", "month"],
    ["cron(0 3 35W * ? *)", "day of the month"],
    ["cron(0 3 31 FEB ? *)", "never fires"],
    ["cron(0 3 30-31 2 ? *)", "never fires"],
    ["cron(0 3 31W APR,JUN,SEP,NOV ? *)", "never fires"],
    ["cron(0 3 29 FEB ? 2027)", "never fires"],
    ["rate(1 days)", "`rate(1 day)`"],
    ["rate(2 day)", "`rate(2 days)`"],
    ["rate(0 days)", "above 0"],
    ["rate(1.5 hours)", "above 0"],
    ["rate(1 week)", "above 0"],
    ["every day", "EventBridge's"],
    ["", "EventBridge's"],
    [`cron(${"0".repeat(1_000_000)})`, "256"],
  ])("%.50s is refused", (value, words) => {
    const { rule, fix } = schedule(value) ?? { rule: "", fix: "" };
    expect(`${rule} | ${fix}`).toContain(words);
  });

  test("every time of the day on every day of a month is right", () => {
    const times = fc.tuple(
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 1, max: 28 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1970, max: 2199 }),
    );
    fc.assert(
      fc.property(times, ([minute, hour, day, month, year]) => {
        expect(schedule(`cron(${minute} ${hour} ${day} ${month} ? ${year})`)).toBeUndefined();
      }),
    );
  });

  test("a number that a field does not have is always found", () => {
    const ranges = [
      [0, 59],
      [0, 23],
      [1, 31],
      [1, 12],
      [1, 7],
      [1970, 2199],
    ] as const;
    fc.assert(
      fc.property(fc.nat(5), fc.nat(9999), (index, number) => {
        const [from, to] = ranges[index] ?? [0, 0];
        const parts = ["0", "3", index === 4 ? "?" : "*", "*", index === 4 ? "*" : "?", "*"];
        const value = `cron(${parts.with(index, String(number)).join(" ")})`;
        expect(schedule(value) === undefined).toBe(number >= from && number <= to);
      }),
    );
  });
});

import { expect, test } from "@jest/globals";
import { portNumber, positiveNumber } from "../../../tools/console/number-arguments";

test("a port is a whole number up to 65535, and nothing else is", () => {
  expect(["0", "80", "65535"].map(portNumber)).toEqual([0, 80, 65535]);
  for (const text of ["", "abc", "80.5", "65536", "-1"]) {
    expect(() => portNumber(text)).toThrow("A port is a whole number up to 65535");
  }
});

test("a rate is 1 or more", () => {
  expect(positiveNumber("500")).toBe(500);
  for (const [text, said] of [
    ["0", "It must be 1 or more."],
    ["-1", "It must be a whole number."],
  ] as const) {
    expect(() => positiveNumber(text)).toThrow(said);
  }
});

import { describe, expect, test } from "@jest/globals";
import { type Found, startingPoint } from "../../../../tools/deploy/bootstrap/starting-point";
import type { StateSummary } from "../../../../tools/deploy/bootstrap/state-file";
import type { S3State } from "../../../../tools/deploy/state/state-bucket";
import { resolveConfiguration } from "../../../../configuration";
import { configuration } from "../../../support/example-bootstrapped-environments";

/* Where a bootstrap goes on after one that was stopped anywhere, on this computer or on another. */

const files = { onDisk: "state.tfstate", moved: "moved.tfstate" };
const there = { is: "there" } as const;
const missing = { is: "missing" } as const;

function state(serial: number, lineage = "one"): StateSummary {
  return { lineage, serial, addresses: new Set(), tainted: [] };
}

/** `one` makes the bucket that `two` shares. */
function startOf(name: "one" | "two", found: Partial<Found>) {
  const environment = resolveConfiguration(configuration).find(
    ({ environment: own }) => own === name,
  );
  if (environment === undefined) throw new Error(`The example has no environment ${name}.`);
  const nothing = { inBucket: undefined, onDisk: undefined, wasFinishedHere: false };
  return startingPoint(
    environment,
    environment.state as S3State,
    { bucket: there, ...nothing, ...found },
    files,
  );
}

describe("a bootstrap works on the state", () => {
  test.each<[string, "one" | "two", Partial<Found>, string]>([
    ["on disk, where there is nothing yet", "one", { bucket: missing }, "on disk"],
    ["on disk, stopped before the bucket", "one", { bucket: missing, onDisk: state(1) }, "on disk"],
    ["on disk, stopped before its move", "one", { onDisk: state(9) }, "on disk"],
    ["on disk, where the bucket has none any more", "one", { wasFinishedHere: true }, "on disk"],
    [
      "in the bucket, stopped after its move",
      "one",
      { onDisk: state(9), inBucket: state(9) },
      "in the bucket",
    ],
    [
      "in the bucket, where that is newer",
      "one",
      { onDisk: state(9), inBucket: state(10) },
      "in the bucket",
    ],
    ["in the bucket, once it is finished", "one", { inBucket: state(9) }, "in the bucket"],
    ["in the bucket, where another environment makes that", "two", {}, "in the bucket"],
  ])("%s", (_, name, found, where) => {
    expect(startOf(name, found)).toBe(where);
  });
});

describe("it is refused", () => {
  test.each<[string, "one" | "two", Partial<Found>, string]>([
    [
      "before the environment that makes its bucket, which is named",
      "two",
      { bucket: missing },
      "npm run bootstrap -- one",
    ],
    [
      "where the bucket that was made from here is gone",
      "one",
      { bucket: missing, wasFinishedHere: true },
      "To begin anew all the same, delete moved.tfstate.",
    ],
    [
      "with two states of which neither came from the other",
      "one",
      { onDisk: state(9), inBucket: state(9, "other") },
      "neither came from the other",
    ],
    [
      "with a state on disk that is newer than the one in the bucket",
      "one",
      { onDisk: state(10), inBucket: state(9) },
      "state.tfstate (serial 10) is newer",
    ],
  ])("%s", (_, name, found, message) => {
    expect(() => startOf(name, found)).toThrow(message);
  });
});

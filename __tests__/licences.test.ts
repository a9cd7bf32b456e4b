import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";

/** Those that any company accepts: none asks that what is built with it be published. */
const accepted = new Set([
  "MIT",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "MPL-2.0",
  "0BSD",
  "CC0-1.0",
  "BlueOak-1.0.0",
  "Python-2.0",
  "Unlicense",
]);

/** Looked at one by one. */
const lookedAt: Readonly<Record<string, string>> = {
  // Data of Can I Use, for Babel in Jest: no code, and only its authors are to be named.
  "caniuse-lite": "CC-BY-4.0",
  // In the packages of cdktf. Whoever gives all rights away asks for nothing.
  jsonify: "Public Domain",
};

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
}

/** Of every platform, and of what comes inside other packages, too. */
const { packages } = JSON.parse(
  readFileSync(path.join(__dirname, "..", "package-lock.json"), "utf8"),
) as { packages: Readonly<Record<string, LockedPackage>> };

/** An SPDX expression, e.g. `(MIT OR GPL-3.0-or-later)`: one of the choices will do, of a sum all are needed. */
const isAccepted = (expression: string) =>
  expression
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((licence) => accepted.has(licence)));

test("no licence of what is installed keeps a company from using it", () => {
  const others = Object.entries(packages)
    .filter(([place]) => place !== "")
    .map(([place, { license = "none" }]) => ({
      name: place.split("node_modules/").at(-1) ?? "",
      license,
    }))
    .filter(({ name, license }) => !isAccepted(license) && lookedAt[name] !== license);

  expect(Object.keys(packages).length).toBeGreaterThan(100);
  expect(others).toEqual([]);
});

import { describe, expect, test } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { grantsOf, GrantsError } from "../../../stacks/auth/function-grants";
import { UserTable } from "../../../stacks/auth/user-table";
import type { GrantsContext } from "../../../stacks/auth/trigger-grants";
import { constructTemplate } from "../../support/construct-template";
import { environmentWith } from "../../support/environments";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

function context(): GrantsContext {
  let userTable: UserTable | undefined;
  constructTemplate((scope) => {
    userTable = new UserTable(scope, "t", { name: "t", protected: false, attributes: [] });
  });
  if (userTable === undefined) throw new Error("There is no table.");
  return { environment: environmentWith(), userTable };
}

/** The grants of a function `greet` with this `grants.ts`, or with none. */
function grantsIn(source?: string) {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "greet"));
  if (source !== undefined) writeFileSync(path.join(folder, "greet", "grants.ts"), source);
  return grantsOf("greet", context(), folder);
}

describe("the grants of a function", () => {
  test("are what its grants.ts makes of the environment", () => {
    const grants = grantsIn(
      "exports.grants = ({ environment }) => ({ description: `Greets ${environment.project}.` });",
    );
    expect(grants).toEqual({ description: "Greets acme." });
  });

  test("are none without the file", () => {
    expect(grantsIn()).toEqual({ description: "The function greet." });
  });

  test.each([
    ["has no export `grants`", "exports.rights = () => ({});", /no export `grants`/],
    ["exports something else by that name", "exports.grants = {};", /no export `grants`/],
    ["does not compile", "exports.grants = (;", /functions\/greet\/grants\.ts: /],
    [
      "refuses the environment",
      'exports.grants = () => { throw new Error("No texts."); };',
      /functions\/greet\/grants\.ts: No texts\./,
    ],
  ])("are refused with the file's name when it %s", (_what, source, message) => {
    const grants = () => grantsIn(source);
    expect(grants).toThrow(GrantsError);
    expect(grants).toThrow(message);
    expect(grants).toThrow(/functions\/greet\/grants\.ts/);
  });
});

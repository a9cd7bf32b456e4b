import { expect } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const project = path.resolve(__dirname, "../..");

/**
 * Expects a page of the project to say what `text` says. As with snapshots, `-u` writes it.
 *
 * @param file from the project's folder.
 */
export function expectDocument(file: string, text: string): void {
  const target = path.join(project, file);
  // As a process: Jest cannot load Prettier, which imports its parsers when it needs them.
  const prettier = require.resolve("prettier/bin/prettier.cjs");
  const wanted = execFileSync(process.execPath, [prettier, "--stdin-filepath", target], {
    input: text,
    encoding: "utf8",
  });
  const { snapshotState } = expect.getState() as unknown as {
    readonly snapshotState: { readonly _updateSnapshot: "all" | "new" | "none" };
  };
  if (snapshotState._updateSnapshot === "all") writeFileSync(target, wanted);
  expect(readFileSync(target, "utf8")).toBe(wanted);
}

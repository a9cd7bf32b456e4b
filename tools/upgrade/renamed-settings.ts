import ts from "typescript";
import { z } from "zod";

/**
 * The settings that a version calls otherwise, as its `tools/upgrade/renamed-settings.json` says:
 * `{ "from": "clients.*.authFlows", "to": "signInFlows" }`. A `*` stands for any one name.
 */
export const renamedSettings = z.array(z.strictObject({ from: z.string(), to: z.string() }));

export type RenamedSetting = z.output<typeof renamedSettings>[number];

/** An `environments.ts` with the new names of settings. */
export interface Renamed {
  readonly text: string;
  /** What was renamed, with its line: `clients.web.authFlows → signInFlows, line 12`. */
  readonly done: readonly string[];
}

/**
 * Renames settings in the text of an `environments.ts`, and leaves everything else of it as it is. A
 * setting is found by its whole path in its environment, or in a constant that environments share; what
 * is put together in other ways the compiler shows, by the old name.
 */
export function withRenamedSettings(text: string, settings: readonly RenamedSetting[]): Renamed {
  const source = ts.createSourceFile("environments.ts", text, ts.ScriptTarget.Latest, true);
  const edits: { readonly start: number; readonly end: number; readonly name: string }[] = [];
  const done: string[] = [];

  const visit = (node: ts.Node, path: readonly string[]): void => {
    if (ts.isVariableDeclaration(node)) {
      ts.forEachChild(node, (child) => {
        visit(child, []);
      });
      return;
    }
    if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) {
      ts.forEachChild(node, (child) => {
        visit(child, path);
      });
      return;
    }
    const name = node.name.getText(source).replace(/^["']|["']$/g, "");
    const here = [...path, name];
    const setting = settings.find(({ from }) => isAt(here, from));
    if (setting !== undefined) {
      const shorthand = ts.isShorthandPropertyAssignment(node) ? `: ${name}` : "";
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      edits.push({
        start: node.name.getStart(source),
        end: node.name.end,
        name: setting.to + shorthand,
      });
      done.push(`${here.join(".")} → ${setting.to}, line ${line + 1}`);
    }
    // Of an environment, its settings count: `environments.<name>` stands before each.
    const inner = here.length === 2 && here[0] === "environments" ? [] : here;
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  visit(source, []);

  const changed = edits
    .sort((one, other) => other.start - one.start)
    .reduce((all, { start, end, name }) => all.slice(0, start) + name + all.slice(end), text);
  return { text: changed, done };
}

function isAt(path: readonly string[], pattern: string): boolean {
  const names = pattern.split(".");
  return (
    names.length === path.length && names.every((name, at) => name === "*" || name === path[at])
  );
}

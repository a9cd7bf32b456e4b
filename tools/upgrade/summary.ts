import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { differenceOf } from "./difference";
import type { Renamed } from "./renamed-settings";
import { toDos } from "./to-do";
import type { UpgradePlan, Versions } from "./upgrade-plan";

/** Where a project keeps the differences that an upgrade tells of. */
export const patchesOf = (project: string): string => path.join(project, ".local", "upgrade");

/** Why nothing is done: somebody has edited the library's files. Writes down what was done to them. */
export function refusal(edited: readonly string[], { base, mine }: Versions): string {
  const file = writePatch(mine, "edited.patch", differenceOf(edited, base, mine));
  return (
    "These files are Gatehouse's, and somebody has edited them here:\n" +
    edited.map((name) => `  ${name}\n`).join("") +
    `What was done to them stands in ${file}. Nothing was changed.\n` +
    "Move it to extend.ts, environments.ts or a function of your own. Then undo it (`git apply -R` takes that file), commit, and upgrade."
  );
}

/** What an upgrade does, and what it asks for. Writes down what the new version changes in files that are kept. */
export function summary(
  plan: UpgradePlan,
  versions: Versions,
  renamed: Renamed,
  from: string,
): string {
  const paragraphs = [
    tree(plan, versions),
    plan.kept.length > 0 &&
      `Yours, and kept, though the new version changes them too (${writePatch(versions.mine, "kept.patch", differenceOf(plan.kept, versions.base, versions.theirs))} has its changes):\n` +
        plan.kept.map((name) => `  ${name}\n`).join(""),
    renamed.done.length > 0 &&
      `Renamed in environments.ts:\n${renamed.done.map((line) => `  ${line}\n`).join("")}`,
    ...toDos(readFileSync(path.join(versions.theirs, "CHANGELOG.md"), "utf8"), from).map(
      ({ version, text }) => `To do for ${version}:\n${text}\n`,
    ),
  ];
  return paragraphs.filter((paragraph) => paragraph !== false).join("\n") + "\n";
}

/** How many files change, folder by folder. */
function tree({ writes, removals }: UpgradePlan, { mine }: Versions): string {
  const counts = new Map<string, { changed: number; new: number; deleted: number }>();
  const count = (file: string, what: "changed" | "new" | "deleted"): void => {
    const folder = file.includes("/") ? `${file.split("/")[0] ?? ""}/` : file;
    const its = counts.get(folder) ?? { changed: 0, new: 0, deleted: 0 };
    counts.set(folder, { ...its, [what]: its[what] + 1 });
  };
  for (const file of writes.keys()) {
    count(file, existsSync(path.join(mine, file)) ? "changed" : "new");
  }
  for (const file of removals) count(file, "deleted");
  const lines = [...counts].sort().map(([folder, its]) => {
    const said = Object.entries(its).filter(([, many]) => many > 0);
    return `  ${folder.padEnd(24)}${said.map(([what, many]) => `${many} ${what}`).join(", ")}\n`;
  });
  return `Files:\n${lines.join("")}`;
}

function writePatch(project: string, name: string, text: string): string {
  const folder = patchesOf(project);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return path.relative(project, file);
}

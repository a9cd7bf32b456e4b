import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Renamed } from "./renamed-settings";
import type { UpgradePlan, Versions } from "./upgrade-plan";

/**
 * Does what a plan says, and locks the packages.
 *
 * @param commit the new version's, which the next upgrade begins with.
 */
export function carryOut(
  { writes, removals }: UpgradePlan,
  { mine, theirs }: Versions,
  renamed: Renamed,
  commit: string | undefined,
): void {
  for (const [file, content] of writes) {
    const target = path.join(mine, file);
    // With its right to be executed, then with what was merged.
    cpSync(path.join(theirs, file), target);
    writeFileSync(target, content);
  }
  for (const file of removals) rmSync(path.join(mine, file));
  if (renamed.done.length > 0) writeFileSync(path.join(mine, "environments.ts"), renamed.text);
  noteCommit(mine, commit);
  lockPackages(mine, theirs);
}

/** What the next upgrade begins with. */
function noteCommit(mine: string, commit: string | undefined): void {
  const file = path.join(mine, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  if (commit === undefined) delete manifest["gatehouse"];
  else manifest["gatehouse"] = { commit };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The new version's packages, with the team's own among them. */
function lockPackages(mine: string, theirs: string): void {
  cpSync(path.join(theirs, "package-lock.json"), path.join(mine, "package-lock.json"));
  process.stderr.write("Locking the packages …\n");
  const npm = process.env["npm_execpath"];
  const args = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } =
    npm === undefined
      ? spawnSync("npm", args, { cwd: mine, stdio: ["ignore", 2, 2] })
      : spawnSync(process.execPath, [npm, ...args], { cwd: mine, stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    throw new Error(
      "The files are upgraded, but npm could not lock the packages. Run `npm install --package-lock-only` when the registry can be reached.",
    );
  }
}

import { Command } from "commander";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { runCommand } from "../console/command";
import { projectFolder } from "../project/project";
import { baseVersion, hasChanges, knownCommit, manifestOf } from "../upgrade/base-version";
import { carryOut } from "../upgrade/carry-out";
import { askGit, isClone, withCommit } from "../upgrade/git";
import { type Renamed, renamedSettings, withRenamedSettings } from "../upgrade/renamed-settings";
import { patchesOf, refusal, summary } from "../upgrade/summary";
import { upgradePlan } from "../upgrade/upgrade-plan";

/* `npm run upgrade`: a newer Gatehouse under a team's own files. See docs/guides/upgrade.md. */

interface Options {
  readonly base?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly project: string;
}

const command = new Command("npm run upgrade --")
  .description("Replaces Gatehouse's own files by those of another version, and leaves yours.")
  .argument("<version>", "a tag, branch or commit of your clone, or the folder of another clone")
  .option("--base <commit>", "the version that this project was made from, where nothing says it")
  .option("--dry-run", "only show what would be done")
  .option("--yes", "do it without asking")
  .option("--project <folder>", "the project to upgrade, if it is not this one", projectFolder)
  .addHelpText(
    "after",
    "\nExamples:\n  git remote add upstream <where you cloned it from>\n" +
      "  npm run upgrade -- v0.5.0\n  npm run upgrade -- ../gatehouse\n",
  )
  .parse();
const [wanted = ""] = command.args;
const options = command.opts<Options>();
const project = path.resolve(options.project);

void runCommand(async () => {
  if (!isClone(project)) {
    throw new Error(
      `${project} is no git repository. An upgrade needs one, so that you see what it does and can take it back: \`git init\`, and commit.`,
    );
  }
  if (options.dryRun !== true && hasChanges(project)) {
    throw new Error(
      "There are changes that are not committed. Commit them first, so that nothing is lost.",
    );
  }
  const folder = path.resolve(wanted);
  if (existsSync(folder) && statSync(folder).isDirectory()) {
    const clones = [project, ...(isClone(folder) ? [folder] : [])];
    const commit = isClone(folder) ? askGit(folder, "rev-parse", "HEAD") : undefined;
    await upgradeTo(folder, commit, clones);
    return;
  }
  const { commit } = wantedCommit();
  await withCommit(project, commit, (files) => upgradeTo(files, commit, [project]));
});

/** The commit that is asked for, fetched from `upstream` if need be. */
function wantedCommit() {
  const here = knownCommit(wanted, [project]);
  if (here !== undefined) return here;
  process.stderr.write("Asking upstream …\n");
  spawnSync("git", ["fetch", "--tags", "upstream"], { cwd: project, stdio: "ignore" });
  const fetched = knownCommit(wanted, [project]) ?? knownCommit(`upstream/${wanted}`, [project]);
  if (fetched !== undefined) return fetched;
  throw new Error(
    `There is no folder ${wanted}, and no tag, branch or commit of this name, neither here nor at the remote upstream.\n` +
      "Say where Gatehouse comes from (`git remote add upstream <URL>`), or name the folder of a clone.",
  );
}

async function upgradeTo(
  theirs: string,
  commit: string | undefined,
  clones: readonly string[],
): Promise<void> {
  const next = manifestOf(theirs);
  const base =
    options.base === undefined
      ? baseVersion(project, clones, commit)
      : knownCommit(options.base, clones);
  if (base === undefined) throw new Error(`There is no commit ${options.base ?? ""}.`);
  await withCommit(base.clone, base.commit, async (baseFolder) => {
    const versions = { base: baseFolder, mine: project, theirs };
    const plan = upgradePlan(versions);
    rmSync(patchesOf(project), { recursive: true, force: true });
    if (plan.edited.length > 0) throw new Error(refusal(plan.edited, versions));

    const from = manifestOf(baseFolder).version;
    if (plan.writes.size + plan.removals.length === 0) {
      process.stdout.write(`Gatehouse ${next.version} is what you have already.\n`);
      return;
    }
    const renamed = renamedIn(theirs);
    process.stdout.write(
      `Gatehouse ${from} → ${next.version}\n\n${summary(plan, versions, renamed, from)}`,
    );
    if (options.dryRun === true) return;
    if (!(await isMeant())) {
      process.stdout.write("Nothing was changed.\n");
      return;
    }
    carryOut(plan, versions, renamed, commit);
    process.stdout.write(
      "Done. Next:\n" +
        "  npm test -- -u                accepts the snapshots: look at what has changed in them\n" +
        "  npm run plan -- <stack>       for each stack\n" +
        "  git diff, then commit. `git restore . && git clean -fd` takes it back.\n",
    );
  });
}

function renamedIn(theirs: string): Renamed {
  const list = path.join(theirs, "tools", "upgrade", "renamed-settings.json");
  const settings = existsSync(list)
    ? renamedSettings.parse(JSON.parse(readFileSync(list, "utf8")))
    : [];
  const text = readFileSync(path.join(project, "environments.ts"), "utf8");
  return withRenamedSettings(text, settings);
}

async function isMeant(): Promise<boolean> {
  if (options.yes === true) return true;
  if (!process.stdin.isTTY) {
    throw new Error(
      "There is no terminal to ask on. Pass --yes to do it, or --dry-run to see it alone.",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question("Do it? [y/N] ")).trim());
  } finally {
    terminal.close();
  }
}

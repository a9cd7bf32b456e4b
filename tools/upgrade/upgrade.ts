import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { baseVersion, hasChanges, type KnownCommit, knownCommit, manifestOf } from "./base-version";
import { carryOut } from "./carry-out";
import { askGit, isClone, withCommit } from "./git";
import { type Renamed, renamedSettings, withRenamedSettings } from "./renamed-settings";
import { patchesOf, refusal, summary } from "./summary";
import { upgradePlan } from "./upgrade-plan";

/** What is upgraded, to what, and how. */
export interface UpgradeProps {
  /** The folder of the team's project. */
  readonly project: string;
  /** A tag, branch or commit of its clone, or the folder of another clone. */
  readonly wanted: string;
  /** The commit that the project was made from, where nothing says it. */
  readonly base?: string | undefined;
  /** Only says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Asked once it is known what is done: whether to do it. */
  readonly isMeant: () => Promise<boolean>;
  /** Told what is done. */
  readonly print: (text: string) => void;
  /** Told what takes long. */
  readonly say: (text: string) => void;
}

/**
 * Puts a newer Gatehouse under a team's own files.
 *
 * @throws Error with what to do, where nothing can be done; then nothing was changed.
 */
export async function upgrade(props: UpgradeProps): Promise<void> {
  const { project, dryRun = false } = props;
  if (!isClone(project)) {
    throw new Error(
      `${project} is no git repository. An upgrade needs one, so that you see what it does and can take it back: \`git init\`, and commit.`,
    );
  }
  if (!dryRun && hasChanges(project)) {
    throw new Error(
      "There are changes that are not committed. Commit them first, so that nothing is lost.",
    );
  }
  const folder = path.resolve(props.wanted);
  if (existsSync(folder) && statSync(folder).isDirectory()) {
    const clones = [project, ...(isClone(folder) ? [folder] : [])];
    const commit = isClone(folder) ? askGit(folder, "rev-parse", "HEAD") : undefined;
    await upgradeTo(folder, { ...props, commit, clones });
    return;
  }
  const { commit } = wantedCommit(props);
  await withCommit(project, commit, (files) =>
    upgradeTo(files, { ...props, commit, clones: [project] }),
  );
}

/** The commit that is asked for, fetched from `upstream` if need be. */
function wantedCommit({ project, wanted, say }: UpgradeProps): KnownCommit {
  const here = knownCommit(wanted, [project]);
  if (here !== undefined) return here;
  say("Asking upstream …\n");
  spawnSync("git", ["fetch", "--tags", "upstream"], { cwd: project, stdio: "ignore" });
  const fetched = knownCommit(wanted, [project]) ?? knownCommit(`upstream/${wanted}`, [project]);
  if (fetched !== undefined) return fetched;
  throw new Error(
    `There is no folder ${wanted}, and no tag, branch or commit of this name, neither here nor at the remote upstream.\n` +
      "Say where Gatehouse comes from (`git remote add upstream <URL>`), or name the folder of a clone.",
  );
}

/** The version that is wanted, beside what was asked for. */
interface FoundVersion extends UpgradeProps {
  readonly commit: string | undefined;
  /** Where commits are looked for. */
  readonly clones: readonly string[];
}

async function upgradeTo(theirs: string, found: FoundVersion): Promise<void> {
  const { project, commit, clones, print } = found;
  const next = manifestOf(theirs);
  const base =
    found.base === undefined
      ? baseVersion(project, clones, commit)
      : knownCommit(found.base, clones);
  if (base === undefined) throw new Error(`There is no commit ${found.base ?? ""}.`);
  await withCommit(base.clone, base.commit, async (baseFolder) => {
    const versions = { base: baseFolder, mine: project, theirs };
    const plan = upgradePlan(versions);
    rmSync(patchesOf(project), { recursive: true, force: true });
    if (plan.edited.length > 0) throw new Error(refusal(plan.edited, versions));

    const from = manifestOf(baseFolder).version;
    if (plan.writes.size + plan.removals.length === 0) {
      print(`Gatehouse ${next.version} is what you have already.\n`);
      return;
    }
    const renamed = renamedIn(theirs, project);
    print(`Gatehouse ${from} → ${next.version}\n\n${summary(plan, versions, renamed, from)}`);
    if (found.dryRun === true) return;
    if (!(await found.isMeant())) {
      print("Nothing was changed.\n");
      return;
    }
    carryOut(plan, versions, renamed, commit);
    print(
      "Done. Next:\n" +
        "  npm test -- -u                accepts the snapshots: look at what has changed in them\n" +
        "  npm run plan -- <stack>       for each stack\n" +
        "  git diff, then commit. `git restore . && git clean -fd` takes it back.\n",
    );
  });
}

function renamedIn(theirs: string, project: string): Renamed {
  const list = path.join(theirs, "tools", "upgrade", "renamed-settings.json");
  const settings = existsSync(list)
    ? renamedSettings.parse(JSON.parse(readFileSync(list, "utf8")))
    : [];
  const text = readFileSync(path.join(project, "environments.ts"), "utf8");
  return withRenamedSettings(text, settings);
}

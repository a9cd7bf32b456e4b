import { type ThreeWays, mergedPackage, mergedText } from "./merge";
import { ownerOf, testedBy, unitOf } from "./ownership";
import { contentOf, filesOf, isSame } from "./project-files";

/** The folders of three versions of the project. */
export interface Versions {
  /** The version that the team's clone was made from, or was last upgraded to. */
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** What an upgrade does with a team's files, by their paths in the project. */
export interface UpgradePlan {
  /** What files will hold. */
  readonly writes: ReadonlyMap<string, Buffer>;
  readonly removals: readonly string[];
  /** The team's, which the new version has changed as well: they stay. */
  readonly kept: readonly string[];
  /** The library's, which somebody has edited: nothing is done as long as there are any. */
  readonly edited: readonly string[];
}

/** Works out what an upgrade does. Changes nothing. */
export function upgradePlan(versions: Versions): UpgradePlan {
  const plan = {
    writes: new Map<string, Buffer>(),
    removals: new Array<string>(),
    kept: new Array<string>(),
    edited: new Array<string>(),
  };
  const take = (file: string): void => {
    const { mine, theirs } = waysOf(versions, file);
    if (isSame(mine, theirs)) return;
    if (theirs === undefined) plan.removals.push(file);
    else plan.writes.set(file, theirs);
  };

  const all = new Set(
    [versions.base, versions.mine, versions.theirs].flatMap((folder) => [...filesOf(folder)]),
  );
  const units = new Map<string, string[]>();
  for (const file of [...all].sort()) {
    const unit = units.get(unitOf(file)) ?? [];
    units.set(unitOf(file), [...unit, file]);
  }
  const isEdited = (unit: string) =>
    (units.get(unit) ?? []).some((file) => {
      const { base, mine } = waysOf(versions, file);
      return !isSame(base, mine);
    });
  for (const [unit, files] of units) {
    const ways = files.map((file) => ({ file, ...waysOf(versions, file) }));
    const [first = ""] = files;
    switch (ownerOf(first)) {
      case "team":
        // What no version had until now is new to the team as well.
        for (const { file, base, mine } of ways) {
          if (base === undefined && mine === undefined) take(file);
        }
        break;
      case "library":
        for (const { file, base, mine, theirs } of ways) {
          // One of the team's own, which no version has.
          if (base === undefined && theirs === undefined) continue;
          if (mine === undefined || isSame(mine, base) || isSame(mine, theirs)) take(file);
          else plan.edited.push(file);
        }
        break;
      case "example":
        if (!isEdited(unit) && !isEdited(testedBy(unit) ?? unit)) files.forEach(take);
        // Deleted by the team, it stays away.
        else if (ways.some(({ mine }) => mine !== undefined)) {
          plan.kept.push(
            ...ways
              .filter(({ base, mine, theirs }) => !isSame(base, theirs) && !isSame(mine, theirs))
              .map(({ file }) => file),
          );
        }
        break;
      case "both":
        for (const { file, base, mine, theirs } of ways) {
          if (isSame(mine, base)) take(file);
          else if (!isSame(theirs, base) && !isSame(theirs, mine) && mine !== undefined) {
            const merged = base && theirs && merge(file, { base, mine, theirs });
            if (merged === undefined) plan.kept.push(file);
            else plan.writes.set(file, merged);
          }
        }
    }
  }
  return plan;
}

function merge(file: string, ways: ThreeWays): Buffer | undefined {
  return file === "package.json" ? mergedPackage(ways) : mergedText(ways);
}

function waysOf({ base, mine, theirs }: Versions, file: string) {
  return {
    base: contentOf(base, file),
    mine: contentOf(mine, file),
    theirs: contentOf(theirs, file),
  };
}

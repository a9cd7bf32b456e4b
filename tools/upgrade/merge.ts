import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

/** A file as it was, as the team has it, and as the new version has it. */
export interface ThreeWays {
  readonly base: Buffer;
  readonly mine: Buffer;
  readonly theirs: Buffer;
}

/**
 * Merges the new version's changes of a text into the team's, as `git merge-file` does.
 *
 * @returns `undefined` where both changed the same lines.
 */
export function mergedText(ways: ThreeWays): Buffer | undefined {
  const draft = mkdtempSync(path.join(tmpdir(), "gatehouse-merge-"));
  try {
    const files = (["mine", "base", "theirs"] as const).map((name) => {
      const file = path.join(draft, name);
      writeFileSync(file, ways[name]);
      return file;
    });
    // The exit code is the number of conflicts, or above 127 for an error: binary files, for one.
    const { status, stdout } = spawnSync("git", ["merge-file", "-p", ...files]);
    return status === 0 ? stdout : undefined;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Where the new version's word counts when both changed the same: it is tested with its packages and scripts. */
const theirsFirst = ["dependencies", "devDependencies", "overrides", "scripts", "engines"];

/** Merges the new version's changes of `package.json` into the team's, key by key. */
export function mergedPackage(ways: ThreeWays): Buffer {
  const [base, mine, theirs] = [ways.base, ways.mine, ways.theirs].map(
    (text) => JSON.parse(text.toString()) as Json,
  ) as [Json, Json, Json];
  return Buffer.from(`${JSON.stringify(mergedObject(base, mine, theirs, false), null, 2)}\n`);
}

function mergedObject(base: Json, mine: Json, theirs: Json, areTheirsFirst: boolean): Json {
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  const merged = keys.map((key) => {
    const [was, own, other] = [base[key], mine[key], theirs[key]];
    const isTheirsFirst = areTheirsFirst || theirsFirst.includes(key);
    if (isDeepStrictEqual(own, was)) return [key, other];
    if (isDeepStrictEqual(other, was)) return [key, own];
    if (isObject(own) && isObject(other)) {
      return [key, mergedObject(isObject(was) ? was : {}, own, other, isTheirsFirst)];
    }
    return [key, isTheirsFirst ? other : own];
  });
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as Json;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

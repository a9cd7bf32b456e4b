import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { LockError } from "./lock-error";

/** What cannot change without losing users, committed beside the configuration. */
export const lockFile = path.join(__dirname, "../../gatehouse.lock.json");

/** The only version of the lock's format that there is. */
const version = 1;

const lockedResource = z.strictObject({
  /** Of the construct, within its stack: `user-directory/pool`. */
  path: z.string(),
  /** The address that a `moved` block names as the one before. */
  movedFrom: z.string().optional(),
  /** Values by attribute; `null` where there is none, which is for good as well. */
  forGood: z.record(z.string(), z.json()),
});

const lockedStack = z.strictObject({
  state: z.strictObject({ bucket: z.string(), key: z.string() }),
  /** By address: `aws_cognito_user_pool.user-directory_pool`. */
  resources: z.record(z.string(), lockedResource),
});

const lockedEnvironment = z.strictObject({
  accountId: z.string(),
  region: z.string(),
  /** By name: `auth-prod`. */
  stacks: z.record(z.string(), lockedStack),
});

const lockSchema = z.strictObject({
  $comment: z.string().optional(),
  version: z.literal(version),
  environments: z.record(z.string(), lockedEnvironment),
});

/** What JSON can say. */
export type Json = z.infer<ReturnType<typeof z.json>>;
/** A resource that users are gone with, and what of it is for good. */
export type LockedResource = z.infer<typeof lockedResource>;
/** Where a stack's state is, and its resources that users are gone with. */
export type LockedStack = z.infer<typeof lockedStack>;
/** What is for good in one environment. */
export type LockedEnvironment = z.infer<typeof lockedEnvironment>;
/** What is for good, in each environment that is locked. */
export type Lock = z.infer<typeof lockSchema>;

/**
 * Reads `gatehouse.lock.json`.
 *
 * @throws {@link LockError} when it is missing, in the middle of a merge, malformed, or of a later
 *   Gatehouse.
 */
export function readLock(file: string = lockFile): Lock {
  return parseLock(textOf(file));
}

/** Whether the lock has an environment; only one that it has is deployed. */
export function isLocked(environment: string, file: string = lockFile): boolean {
  return Object.hasOwn(readLock(file).environments, environment);
}

const restore =
  "`git checkout gatehouse.lock.json` brings it back. Only where nothing is deployed yet: make it " +
  `with the line {"version":${version},"environments":{}}.`;

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new LockError(
      `gatehouse.lock.json is missing: nothing would notice a change that loses users.\n${restore}`,
    );
  }
}

/** @throws as {@link readLock} does. */
export function parseLock(text: string): Lock {
  // Git's markers stand at the beginning of a line, where JSON has none of these.
  if (/^(<{7}|={7}|>{7})/m.test(text)) {
    throw new LockError(
      "gatehouse.lock.json is in the middle of a merge.\n" +
        "Take the target branch's (`git checkout --theirs gatehouse.lock.json` while you merge it into yours,\n" +
        "`--ours` in a rebase), then run `npm run lock` to add what your branch adds.",
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new LockError(
      `gatehouse.lock.json is not JSON: ${(error as Error).message}.\n${restore}`,
    );
  }
  const found = z.object({ version: z.number() }).safeParse(json).data?.version;
  if (found !== undefined && found > version) {
    throw new LockError(
      `gatehouse.lock.json has version ${found}; this Gatehouse knows version ${version}.\n` +
        "Update this checkout to the Gatehouse that wrote it.",
    );
  }
  const parsed = lockSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path: where, message }) => `  ${where.length > 0 ? where.join(".") : "(root)"}: ${message}`,
  );
  throw new LockError(`gatehouse.lock.json cannot be used.\n${issues.join("\n")}\n${restore}`);
}

const comment =
  "What cannot change without losing users. Written by `npm run lock`; see docs/decisions/015-what-the-lock-holds.md.";

/** The file's text: sorted, a value a line, so that a difference shows what was added. */
export function lockText({ environments }: Lock): string {
  return `${JSON.stringify(sorted({ $comment: comment, version, environments }), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

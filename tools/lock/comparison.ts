import { isDeepStrictEqual } from "node:util";
import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { heldData } from "../review/data-holders";
import { currentEnvironment } from "./current";
import type { Json, Lock, LockedEnvironment, LockedResource, LockedStack } from "./lock";
import { lockRefusal, type LockProblem } from "./lock-error";

/** What a lock and the environments as they are now have to do with each other. */
export interface LockComparison {
  /** What would lose users. */
  readonly problems: readonly LockProblem[];
  /** What is new in locked environments, by environment: a line each. */
  readonly additions: Readonly<Record<string, readonly string[]>>;
  /** What a `moved` block has renamed, by environment: a line each. */
  readonly moves: Readonly<Record<string, readonly string[]>>;
  /** Environments on AWS that are not locked. */
  readonly unlocked: readonly string[];
  /** What the lock would say of each environment on AWS now. */
  readonly current: Readonly<Record<string, LockedEnvironment>>;
}

/** Compares every environment on AWS with the lock; those on this computer hold nobody's users. */
export function compareWithLock(lock: Lock, all: readonly EnvironmentStacks[]): LockComparison {
  const onAws = all.filter(({ environment }) => environment.platform === "aws");
  const current = Object.fromEntries(
    onAws.map((one) => [one.environment.environment, currentEnvironment(one)]),
  );
  const unlocked = Object.keys(current).filter((name) => !Object.hasOwn(lock.environments, name));
  const problems: LockProblem[] = [];
  const additions: Record<string, readonly string[]> = {};
  const moves: Record<string, readonly string[]> = {};
  for (const [name, locked] of Object.entries(lock.environments)) {
    const now = current[name];
    if (now === undefined) {
      problems.push(environmentGone(name, locked, unlocked, current));
      continue;
    }
    const found = new EnvironmentComparison(name, locked, now, makersOfBuckets(lock, current));
    problems.push(...found.problems);
    if (found.additions.length > 0) additions[name] = found.additions;
    if (found.moves.length > 0) moves[name] = found.moves;
  }
  return { problems, additions, moves, unlocked, current };
}

/**
 * Refuses what would lose users, and what is new in a locked environment and not locked yet: it could
 * be changed again without anybody noticing.
 *
 * @returns a notice to the user about environments on AWS that are not locked, if there are any.
 * @throws {@link LockError} with all of it at once.
 */
export function holdToLock(lock: Lock, all: readonly EnvironmentStacks[]): string | undefined {
  const comparison = compareWithLock(lock, all);
  const { problems, unlocked } = comparison;
  const additions = linesOf(comparison.additions);
  if (problems.length > 0 || additions.length > 0) throw lockRefusal(problems, additions);
  if (unlocked.length === 0) return undefined;
  return `Not in gatehouse.lock.json: ${unlocked.join(", ")}. Run \`npm run lock -- ${unlocked.length === 1 ? (unlocked[0] ?? "") : "<environment>"}\` before users sign up there.`;
}

/**
 * Which environment makes a state bucket now, by the bucket, where that one's lock has none of it: it is
 * the first in environments.ts that names the bucket, and may have come before the one that made it.
 */
function makersOfBuckets(
  lock: Lock,
  current: LockComparison["current"],
): ReadonlyMap<Json | undefined, string> {
  return new Map(
    Object.entries(current).flatMap(([name, { stacks }]) =>
      Object.entries(stacks).flatMap(([stack, { resources }]) =>
        Object.entries(resources)
          .filter(([address]) => typeOf(address) === "aws_s3_bucket")
          .filter(
            ([address]) => lock.environments[name]?.stacks[stack]?.resources[address] === undefined,
          )
          .map(([, { forGood }]) => [forGood["bucket"], name] as const),
      ),
    ),
  );
}

/** `<environment> · <line>`. */
export function linesOf(byEnvironment: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(byEnvironment).flatMap(([name, lines]) =>
    lines.map((line) => `${name} · ${line}`),
  );
}

function environmentGone(
  name: string,
  locked: LockedEnvironment,
  unlocked: readonly string[],
  current: LockComparison["current"],
): LockProblem {
  const renamed = unlocked.find((other) => {
    const { accountId, region } = current[other] ?? {};
    return accountId === locked.accountId && region === locked.region;
  });
  return {
    where: [name],
    before: "an environment on AWS",
    after: undefined,
    effect:
      "Its users stay behind: nothing deploys their pool any more, and no plan or drift shows what happens to it.",
    instead:
      (renamed === undefined
        ? "Put the environment back into environments.ts."
        : `If ${renamed} is its new name, keep the old one: names of pools and tables come from it.`) +
      ` If it was destroyed on purpose: \`npm run lock -- --forget ${name}\`.`,
  };
}

const oldUsersStay =
  "Sign-ups would go to a new, empty pool; the users stay behind in the old one.";
const secondEnvironment =
  "Make an environment of its own there, beside this one, and let its `user-migration` trigger move users over as they sign in.";

/** One locked environment against the same one now. */
class EnvironmentComparison {
  readonly problems: LockProblem[] = [];
  readonly additions: string[] = [];
  readonly moves: string[] = [];

  constructor(
    private readonly environment: string,
    locked: LockedEnvironment,
    current: LockedEnvironment,
    private readonly makers: ReadonlyMap<Json | undefined, string>,
  ) {
    for (const setting of ["accountId", "region"] as const) {
      if (locked[setting] === current[setting]) continue;
      this.refuse([setting], locked[setting], current[setting], oldUsersStay, secondEnvironment);
    }
    for (const [name, stack] of Object.entries(locked.stacks)) {
      const now = current.stacks[name];
      if (now !== undefined) this.compareStacks(name, stack, now);
      else {
        this.refuse(
          [name],
          "a stack",
          undefined,
          "What it has made stays behind, and nothing deploys it any more.",
          "Put the stack back under its old name.",
        );
      }
    }
    for (const name of Object.keys(current.stacks)) {
      if (!Object.hasOwn(locked.stacks, name)) this.additions.push(name);
    }
  }

  private refuse(
    where: readonly string[],
    before: unknown,
    after: unknown,
    effect: string,
    instead: string,
  ): void {
    this.problems.push({
      where: [this.environment, ...where],
      before,
      after,
      effect,
      instead,
    });
  }

  private compareStacks(name: string, locked: LockedStack, current: LockedStack): void {
    const [before, after] = [locked, current].map(({ state }) => `${state.bucket}/${state.key}`);
    if (before !== after) {
      this.refuse(
        [name, "state"],
        before,
        after,
        "Terraform would find no state there and make everything anew: sign-ups go to an empty pool, the users stay behind in the old one.",
        "Move the state first (docs/operations.md), then write its new place into gatehouse.lock.json by hand.",
      );
    }
    const moves = new Map(
      Object.entries(current.resources).flatMap(([to, { movedFrom }]) =>
        movedFrom !== undefined && Object.hasOwn(locked.resources, movedFrom)
          ? [[movedFrom, to] as const]
          : [],
      ),
    );
    this.moves.push(...Array.from(moves, ([from, to]) => `${from} is now ${to}`));
    const renames = renamesWithoutMove(locked, current, moves);
    const addresses = new Map([...moves, ...renames]);
    for (const [address, resource] of Object.entries(locked.resources)) {
      const stateful = heldData(typeOf(address));
      // A later Gatehouse may think otherwise of a type.
      if (stateful === undefined) continue;
      const to = addresses.get(address) ?? address;
      const now = current.resources[to];
      if (now === undefined) this.refuseGone(address, resource, locked);
      else {
        if (renames.has(address)) this.refuseRename(address, to, now);
        this.refuseLostMove(to, resource, now);
        this.compareValues(to, resource, now, addresses);
      }
    }
    const known = new Set([...Object.keys(locked.resources), ...addresses.values()]);
    for (const address of Object.keys(current.resources)) {
      if (!known.has(address)) this.additions.push(address);
    }
  }

  private refuseGone(address: string, { path }: LockedResource, { state }: LockedStack): void {
    const { noun, lost } = statefulOf(address);
    // The state bucket and its key are `state/bucket` and `state/key`.
    const maker = path.startsWith("state/") ? this.makers.get(state.bucket) : undefined;
    this.refuse(
      [address],
      `${noun} ${path}`,
      undefined,
      lost,
      maker === undefined
        ? "Put it back; what is to take its place can stand beside it." +
            ` If nobody needs it any more: \`npm run lock -- --forget ${this.environment}:${address}\`.`
        : `Put ${maker} after ${this.environment} in environments.ts: the first that names a state bucket makes it.`,
    );
  }

  private refuseRename(address: string, to: string, { path }: LockedResource): void {
    const { noun, lost } = statefulOf(address);
    this.refuse(
      [address, "construct path"],
      address,
      to,
      `Terraform would make a second ${noun} and delete this one. ${lost}`,
      `Keep its name: the construct's id, or the one in environments.ts that this comes from. Or tell Terraform: \`resource.moveFromId("${address}")\` on the construct ${path}. If it is another one: add it first, run \`npm run lock\`, then remove this one.`,
    );
  }

  /** @see https://developer.hashicorp.com/terraform/language/modules/develop/refactoring#removing-moved-blocks */
  private refuseLostMove(address: string, locked: LockedResource, now: LockedResource): void {
    if (locked.movedFrom === undefined || now.movedFrom !== undefined) return;
    const { noun, lost } = statefulOf(address);
    this.refuse(
      [address, "moved"],
      locked.movedFrom,
      undefined,
      `Where the move is not deployed yet, Terraform would delete the ${noun} and make another. ${lost}`,
      `Keep \`resource.moveFromId("${locked.movedFrom}")\` on the construct ${now.path}, as Terraform advises.`,
    );
  }

  private compareValues(
    address: string,
    locked: LockedResource,
    current: LockedResource,
    addresses: ReadonlyMap<string, string>,
  ): void {
    for (const { attribute, effect, instead } of statefulOf(address).forGood) {
      const before = withAddresses(locked.forGood[attribute], addresses);
      const after = current.forGood[attribute];
      // An older lock may not know that the attribute is for good.
      if (before === undefined || after === undefined) continue;
      if (keyed.has(`${typeOf(address)}.${attribute}`)) {
        this.compareEntries([address, attribute], entriesOf(before), entriesOf(after), {
          effect,
          instead,
        });
      } else if (!isDeepStrictEqual(before, after)) {
        this.refuse([address, attribute], before, after, effect, instead);
      }
    }
  }

  /** Of a pool's attributes and a table's key types: each entry stays, others may come. */
  private compareEntries(
    where: readonly [string, string],
    before: Entries,
    after: Entries,
    words: { readonly effect: string; readonly instead: string },
  ): void {
    const isPool = where[1] === "schema";
    for (const [name, entry] of Object.entries(before)) {
      const now = after[name];
      if (now === undefined) {
        // Another key is a change of `hash_key` or `range_key`, and refused as such.
        if (!isPool) continue;
        this.refuse(
          [...where, name],
          entry,
          undefined,
          "Cognito cannot remove an attribute: the deploy fails, or a new, empty pool takes the old one's place.",
          "Leave the attribute in the configuration; take it out of the clients' attributes instead.",
        );
        continue;
      }
      const [old, its] = [entriesOf(entry), entriesOf(now)];
      if (!isPool || Object.keys(old).length === 0) {
        if (!isDeepStrictEqual(entry, now)) {
          this.refuse([...where, name], entry, now, words.effect, words.instead);
        }
        continue;
      }
      for (const setting of new Set([...Object.keys(old), ...Object.keys(its)])) {
        if (isDeepStrictEqual(old[setting], its[setting])) continue;
        this.refuse(
          [...where, name, setting],
          old[setting] ?? null,
          its[setting] ?? null,
          words.effect,
          setting === "required"
            ? "Leave it as it is; let the sign-up page or the `pre-sign-up` trigger ask for the attribute."
            : `Leave ${name} as it is and add another attribute beside it.`,
        );
      }
    }
    for (const [name, entry] of Object.entries(after)) {
      if (Object.hasOwn(before, name) || !isPool) continue;
      if (entriesOf(entry)["required"] === true) {
        this.refuse(
          [...where, name, "required"],
          null,
          true,
          "Cognito cannot require an attribute of a pool that is there: only a new, empty pool could.",
          "Let the sign-up page or the `pre-sign-up` trigger ask for it.",
        );
      } else this.additions.push([...where, name].join(" · "));
    }
  }
}

type Entries = Readonly<Record<string, Json>>;

/** Attributes that are held by name in the lock. */
const keyed = new Set(["aws_cognito_user_pool.schema", "aws_dynamodb_table.attribute"]);

function entriesOf(value: Json): Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function typeOf(address: string): string {
  return address.slice(0, address.indexOf("."));
}

/** Only for addresses of types that are known to be stateful. */
function statefulOf(address: string) {
  const stateful = heldData(typeOf(address));
  if (stateful === undefined) throw new Error(`${address} holds nothing that could be lost.`);
  return stateful;
}

function fresh(locked: LockedStack, current: LockedStack): readonly string[] {
  return Object.keys(current.resources).filter(
    (address) => !Object.hasOwn(locked.resources, address),
  );
}

/** A reference names the resource by its address: `${aws_cognito_user_pool.user-directory_pool.id}`. */
function withAddresses(value: Json | undefined, addresses: ReadonlyMap<string, string>) {
  if (typeof value !== "string" || !value.includes("${")) return value;
  return [...addresses].reduce(
    (text, [from, to]) => text.replaceAll(`\${${from}.`, `\${${to}.`),
    value,
  );
}

function idOf(resource: LockedResource | undefined): string | undefined {
  return resource?.path.split("/").at(-1);
}

/**
 * Resources whose construct was renamed: gone from one address, and there under another one with the
 * same values. A rename of one changes the references of others, so it is looked for until no more
 * are found.
 */
function renamesWithoutMove(
  locked: LockedStack,
  current: LockedStack,
  moves: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  const gone = Object.keys(locked.resources).filter(
    (address) => !Object.hasOwn(current.resources, address) && !moves.has(address),
  );
  const candidates = new Set(
    fresh(locked, current).filter((address) => ![...moves.values()].includes(address)),
  );
  for (let found = true; found;) {
    found = false;
    const addresses = new Map([...moves, ...renames]);
    for (const address of gone.filter((one) => !renames.has(one))) {
      const { forGood = {} } = locked.resources[address] ?? {};
      const same = [...candidates].filter(
        (candidate) =>
          typeOf(candidate) === typeOf(address) &&
          Object.entries(forGood).every(([attribute, value]) =>
            isDeepStrictEqual(
              withAddresses(value, addresses),
              current.resources[candidate]?.forGood[attribute],
            ),
          ),
      );
      // Two clients may have the same values: then the construct's own id tells which is which.
      const ownId = idOf(locked.resources[address]);
      const to =
        same.find((candidate) => idOf(current.resources[candidate]) === ownId) ??
        (same.length === 1 ? same[0] : undefined);
      if (to === undefined) continue;
      renames.set(address, to);
      candidates.delete(to);
      found = true;
    }
  }
  return renames;
}

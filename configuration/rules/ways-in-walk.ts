import type { Problem } from "../problem";

/** What is true of somebody on the way in. */
export type Fact =
  | "account"
  | Address
  | `verified ${Address}`
  | "confirmed"
  | "password"
  | "first factor"
  | "second factor"
  | "token"
  /** Where the old one is lost: by then they have signed in once. */
  | "new password";

/** Where Cognito can send a code, as Cognito names the attribute. */
export type Address = "email" | "phone_number";

/** One step of a way: what it takes, what is true after it, and what in the settings stands against it. */
export interface Step {
  readonly does: string;
  readonly needs: readonly Fact[];
  readonly gives: readonly Fact[];
  readonly obstacle?: Problem | undefined;
}

/** Part of a way: what is true then, and what stood against it. */
interface Way {
  readonly facts: readonly Fact[];
  readonly obstacles: readonly Problem[];
}

/**
 * What stands on the way to `goal` that meets the fewest obstacles. None means that somebody gets there;
 * otherwise those are what is to be mended. Facts are only ever added, so the ways are few.
 */
export function obstaclesTo(goal: Fact, steps: readonly Step[]): readonly Problem[] {
  const open: Way[] = [{ facts: [], obstacles: [] }];
  const seen = new Set<string>();
  for (;;) {
    open.sort((one, other) => one.obstacles.length - other.obstacles.length);
    const way = open.shift();
    if (way === undefined) throw new Error("The steps of a way in lead nowhere.");
    if (way.facts.includes(goal)) return way.obstacles;
    const key = [...way.facts].sort().join();
    if (seen.has(key)) continue;
    seen.add(key);
    for (const { needs, gives, obstacle } of steps) {
      if (!needs.every((fact) => way.facts.includes(fact))) continue;
      open.push({
        facts: [...new Set([...way.facts, ...gives])],
        obstacles: obstacle === undefined ? way.obstacles : [...way.obstacles, obstacle],
      });
    }
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Environment } from "../../configuration";
import { allEnvironments } from "./environments";
import { unknownName } from "./unknown-name";

/** A stack, and the environment that it is a part of. */
export interface StackTarget {
  /** `<part>-<environment>`. */
  readonly stack: string;
  /** A part of an environment that is deployed by itself: `auth`, `state`, or one of `extend.ts`. */
  readonly part: string;
  readonly environment: Environment;
}

/**
 * The stack of that name, if there is one. What does not come from `extend.ts` is found without making any stack.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 */
export async function findStack(name: string): Promise<StackTarget | undefined> {
  const isIt = ({ stack }: StackTarget): boolean => stack === name;
  return allEnvironments().flatMap(ownStacks).find(isIt) ?? (await allStacks()).find(isIt);
}

/**
 * The stack of that name.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 * @throws Error when it has no such stack, naming those there are.
 */
export async function stackTarget(name: string): Promise<StackTarget> {
  const found = await findStack(name);
  if (found !== undefined) return found;
  const names = (await allStacks()).map(({ stack }) => stack);
  const ofEnvironment = names.find((stack) => stack === `auth-${name}`);
  throw new Error(unknownName(`environments.ts has no stack ${name}`, name, names, ofEnvironment));
}

/** The stacks that an environment has by what it says itself. */
export function ownStacks(environment: Environment): readonly StackTarget[] {
  const { environment: name, platform, graphql } = environment;
  const parts = [
    ...(platform === "aws" ? ["state"] : []),
    "auth",
    ...(graphql === undefined ? [] : ["api"]),
  ];
  return parts.map((part) => ({ stack: `${part}-${name}`, part, environment }));
}

/**
 * Every stack there is, those of `extend.ts` included.
 *
 * @throws as `compose` does, when `environments.ts` or `extend.ts` is wrong.
 */
export async function allStacks(): Promise<readonly StackTarget[]> {
  known ??= composed();
  return known;
}

/** The stacks of an environment, in the order in which they are deployed. */
export async function stackTargets({
  environment: name,
}: Environment): Promise<readonly StackTarget[]> {
  return (await allStacks()).filter(({ environment }) => environment.environment === name);
}

/** Composed once in a process: what it is made of does not change under a command. */
let known: Promise<readonly StackTarget[]> | undefined;

async function composed(): Promise<readonly StackTarget[]> {
  // It brings cdktf and the AWS provider's resources: a second that most commands need not wait.
  const { compose } = await import("../composition/compose");
  // `App` makes the folder that it would synthesize to, and nothing is synthesized here.
  const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-stacks-"));
  try {
    return compose(folder).environments.flatMap(({ environment, stacks }) =>
      stacks.map(({ node, part }) => ({ stack: node.id, part, environment })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

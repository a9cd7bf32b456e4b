import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { watchFamilies } from "./alarms/family-alarms";
import { ApiStack, type GraphqlEnvironment } from "./api-stack";
import { AuthStack } from "./auth-stack";
import type { Environment } from "../configuration";
import { EnvironmentStack } from "./environment-stack";
import { StateStack } from "./state-stack";

/** What `extend.ts` is given: an environment, and the stacks that it is made of. */
export interface Extended {
  /** Where stacks of the team's own go: `new EnvironmentStack(app, "reports", environment)`. */
  readonly app: Construct;
  readonly environment: Environment;
  readonly auth: AuthStack;
  /** `undefined` where the environment has no `graphql`. */
  readonly api: ApiStack | undefined;
  /** `undefined` for a local environment, which has its state on disk. */
  readonly state: StateStack | undefined;
}

/** What a team adds to an environment, and what it overrides: the export `extend` of `extend.ts`. */
export type Extension = (extended: Extended) => void;

/** An environment and its stacks. */
export interface EnvironmentStacks {
  readonly environment: Environment;
  readonly stacks: readonly EnvironmentStack[];
}

/** `extend.ts` cannot be used. The message is for whoever wrote it; no stack is needed. */
export class ExtensionError extends Error {
  override readonly name = "ExtensionError";
}

/**
 * Makes every stack of an environment, in the order in which they are deployed: a local one has its
 * state on disk, and needs none for it.
 *
 * @param folder where the functions are that declare themselves; default: `functions/`.
 * @throws ExtensionError when `extend` adds a stack that is no {@link EnvironmentStack}, or throws.
 */
export function environmentStacks(
  app: Construct,
  environment: Environment,
  extend?: Extension,
  folder?: string,
): EnvironmentStacks {
  const auth = new AuthStack(app, environment, folder);
  const state = environment.platform === "aws" ? new StateStack(app, environment) : undefined;
  const api = hasGraphql(environment) ? new ApiStack(app, environment) : undefined;
  // So that `deploy auth-dev api-dev` takes them in this order.
  api?.addDependency(auth);
  const before = new Set(app.node.children);
  explained(environment, () => {
    expectDone(extend?.({ app, environment, auth, api, state }));
  });
  const added = app.node.children
    .filter((child) => !before.has(child))
    .filter((child) => TerraformStack.isStack(child));
  const others = [auth, ...(api ? [api] : []), ...added.map(ownStack)];
  for (const stack of others) watchFamilies(stack);
  explained(environment, () => state?.deployRoles?.cover(others));
  return { environment, stacks: [...(state ? [state] : []), ...others] };
}

/** TypeScript takes an `async` function for one that returns nothing, and nobody would wait for it. */
function expectDone(returned: unknown): void {
  if (!(returned instanceof Promise)) return;
  // Its own failure comes too late to be told.
  returned.catch(() => undefined);
  throw new Error(
    "`extend` is async, and nothing waits for what it does after an `await`: take `async` away, and read files with node:fs's functions that end in Sync",
  );
}

function explained({ environment }: Environment, run: () => void): void {
  try {
    run();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const [, taken] = /^There is already a Construct with name '(.+?)'/.exec(said) ?? [];
    const why =
      taken === undefined
        ? said
        : `something is named "${taken}" already, a resource or an output: give what you add another id`;
    throw new ExtensionError(`extend.ts, for ${environment}: ${why}`, { cause });
  }
}

function hasGraphql(environment: Environment): environment is GraphqlEnvironment {
  return environment.graphql !== undefined;
}

function ownStack(stack: TerraformStack): EnvironmentStack {
  if (stack instanceof EnvironmentStack) return stack;
  throw new ExtensionError(
    `extend.ts adds the stack ${stack.node.id}, which is no EnvironmentStack: nothing would hold it to its account, and its state would stay on one computer.\n` +
      `Write \`class … extends EnvironmentStack\`, or \`new EnvironmentStack(app, "<part>", environment)\`.`,
  );
}

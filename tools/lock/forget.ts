import type { Environment } from "../../configuration";
import type { Lock, LockedEnvironment } from "./lock";
import { LockError } from "./lock-error";

/** What the configuration says of whatever is to be forgotten. */
export interface ForgetContext {
  readonly environments: readonly Environment[];
  /** As `compareWithLock` finds it. */
  readonly current: Readonly<Record<string, LockedEnvironment>>;
  /** The states of the environment that are there: where there is none, nothing can be lost. */
  readonly states: readonly string[];
}

/**
 * The lock without what is no longer there to be lost.
 *
 * @param what `<environment>`, or `<environment>:<address>` for one resource.
 * @throws {@link LockError} when the lock does not have it, or the environment still protects it.
 */
export function forget(
  lock: Lock,
  what: string,
  { environments, current, states }: ForgetContext,
): Lock {
  const [name = "", address] = what.split(/:(.*)/s);
  const locked = lock.environments[name];
  if (locked === undefined || !Object.hasOwn(lock.environments, name)) {
    const names = Object.keys(lock.environments).join(", ") || "none";
    throw new LockError(
      `gatehouse.lock.json has no environment ${name}. There are: ${names}. Nothing was written.`,
    );
  }
  const environment = environments.find((one) => one.environment === name);
  const isProtected = environment?.protection.enabled === true;
  if (address === undefined) {
    if (isProtected && states.length > 0) {
      throw new LockError(
        `${name} is protected, and it is deployed: its state is ${states.join(", ")}. Nothing was written.\n` +
          "Switch `protection` off with a reason, deploy that, destroy the environment, then forget it.",
      );
    }
    const left = Object.entries(lock.environments).filter(([other]) => other !== name);
    return { ...lock, environments: Object.fromEntries(left) };
  }
  const stack = Object.entries(locked.stacks).find(([, { resources }]) =>
    Object.hasOwn(resources, address),
  );
  if (stack === undefined) {
    throw new LockError(`${name} has no ${address} in gatehouse.lock.json. Nothing was written.`);
  }
  const [stackName, { resources, ...rest }] = stack;
  if (isProtected && current[name]?.stacks[stackName]?.resources[address] !== undefined) {
    throw new LockError(
      `${address} is still in ${stackName}, which is protected. Nothing was written.\n` +
        "Take it out of the configuration first.",
    );
  }
  const kept = Object.entries(resources).filter(([other]) => other !== address);
  const stacks = {
    ...locked.stacks,
    [stackName]: { ...rest, resources: Object.fromEntries(kept) },
  };
  return { ...lock, environments: { ...lock.environments, [name]: { ...locked, stacks } } };
}

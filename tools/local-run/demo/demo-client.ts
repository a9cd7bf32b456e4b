import type { AuthFlow, Environment } from "../../../configuration";
import { walkedFlows } from "./sign-in";

/**
 * The client that the demo signs up and in through, and how: the one with the shortest way.
 *
 * @throws Error when no client has a way that the demo can walk.
 */
export function demoClient({ environment, clients }: Environment): {
  readonly name: string;
  readonly flow: AuthFlow;
} {
  for (const flow of walkedFlows) {
    const found = Object.entries(clients).find(([, { authFlows }]) => authFlows.includes(flow));
    if (found !== undefined) return { name: found[0], flow };
  }
  throw new Error(
    `No client of the environment ${environment} has a way to sign in that this command knows.\n` +
      `Add one of ${walkedFlows.join(", ")} to the authFlows of a client in environments.ts.`,
  );
}

import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AuthStack } from "./auth-stack";
import type { Environment } from "../configuration";
import { StateStack } from "./state-stack";

/** An environment and its stacks. */
export interface EnvironmentStacks {
  readonly environment: Environment;
  readonly stacks: readonly TerraformStack[];
}

/** Makes every stack of an environment: a local one has its state on disk, and needs none for it. */
export function environmentStacks(scope: Construct, environment: Environment): EnvironmentStacks {
  const stacks = [
    new AuthStack(scope, environment),
    ...(environment.platform === "aws" ? [new StateStack(scope, environment)] : []),
  ];
  return { environment, stacks };
}

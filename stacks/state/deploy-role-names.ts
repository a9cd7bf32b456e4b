import { physicalName } from "../naming";
import type { Environment } from "../environment";

/** Whose roles they are. */
type DeployedEnvironment = Pick<Environment, "project" | "environment" | "accountId" | "github">;

/** The two roles that a workflow assumes. */
export const deployRoles = ["plan", "apply"] as const;
/** One of them. */
export type DeployRole = (typeof deployRoles)[number];

/**
 * ARNs of the roles with which workflows plan and apply an environment; `undefined` where the
 * configuration names no repository. `state-<environment>` makes them.
 */
export function deployRoleArns(
  environment: DeployedEnvironment,
): Readonly<Record<DeployRole, string>> | undefined {
  if (environment.github === undefined) return undefined;
  const { accountId } = environment;
  const arn = (role: DeployRole) =>
    `arn:aws:iam::${accountId}:role/${physicalName(environment, role)}`;
  return { plan: arn("plan"), apply: arn("apply") };
}

/** ARN of the policy that bounds every role of an environment which workflows deploy. */
export function boundaryArn(environment: DeployedEnvironment): string | undefined {
  return environment.github === undefined
    ? undefined
    : `arn:aws:iam::${environment.accountId}:policy/${boundaryName(environment)}`;
}

/** Its name. */
export function boundaryName(environment: Pick<Environment, "project" | "environment">): string {
  return physicalName(environment, "boundary");
}

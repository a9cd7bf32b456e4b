import { physicalName } from "../../configuration/naming";
import type { Environment } from "../../configuration";

/** Whose roles they are. */
type RolesEnvironment = Pick<Environment, "project" | "environment" | "accountId" | "github">;

/** One of the two roles that a workflow assumes. */
export type DeployRole = "plan" | "apply";

/**
 * ARNs of the roles with which workflows plan and apply an environment; `undefined` where the
 * configuration names no repository. `state-<environment>` makes them.
 */
export function deployRoleArns(
  environment: RolesEnvironment,
): Readonly<Record<DeployRole, string>> | undefined {
  if (environment.github === undefined) return undefined;
  const { accountId } = environment;
  const arn = (role: DeployRole) =>
    `arn:aws:iam::${accountId}:role/${physicalName(environment, role)}`;
  return { plan: arn("plan"), apply: arn("apply") };
}

/** ARN of the policy that bounds every role of an environment which workflows deploy. */
export function boundaryArn(environment: RolesEnvironment): string | undefined {
  return environment.github === undefined
    ? undefined
    : `arn:aws:iam::${environment.accountId}:policy/${boundaryName(environment)}`;
}

/** Its name. */
export function boundaryName(environment: Pick<Environment, "project" | "environment">): string {
  return physicalName(environment, "boundary");
}

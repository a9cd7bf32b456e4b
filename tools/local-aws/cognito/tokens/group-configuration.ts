import type { GroupType } from "@aws-sdk/client-cognito-identity-provider";

/** A user's groups and what they lend, as the pre token generation trigger is told. */
export interface GroupConfiguration {
  readonly groupsToOverride: readonly string[];
  readonly iamRolesToOverride: readonly string[];
  readonly preferredRole: string | null;
}

/**
 * What a user's groups come to: the group with the lowest precedence goes first, and its role is
 * preferred unless another group with the same precedence has another role.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html#assigning-precedence-values-to-groups
 */
export function configurationOf(groups: readonly GroupType[]): GroupConfiguration {
  const byPrecedence = groups.toSorted((a, b) => precedenceOf(a) - precedenceOf(b));
  const withRole = byPrecedence.filter(({ RoleArn }) => RoleArn);
  const first = withRole[0];
  const best = withRole.filter((group) => first && precedenceOf(group) === precedenceOf(first));
  const preferred = new Set(best.map(({ RoleArn = "" }) => RoleArn));
  return {
    groupsToOverride: byPrecedence.map(({ GroupName = "" }) => GroupName),
    iamRolesToOverride: [...new Set(withRole.map(({ RoleArn = "" }) => RoleArn))],
    preferredRole: preferred.size === 1 ? (first?.RoleArn ?? null) : null,
  };
}

/** The groups' claims of an access token. */
export function groupClaims({ groupsToOverride }: GroupConfiguration): object {
  return groupsToOverride.length > 0 ? { "cognito:groups": groupsToOverride } : {};
}

/** Those of an ID token, which identity pools choose a role by. */
export function groupAndRoleClaims(configuration: GroupConfiguration): object {
  const { iamRolesToOverride, preferredRole } = configuration;
  return {
    ...groupClaims(configuration),
    ...(iamRolesToOverride.length > 0 && { "cognito:roles": iamRolesToOverride }),
    ...(preferredRole !== null && { "cognito:preferred_role": preferredRole }),
  };
}

/** A group without a precedence goes last. */
function precedenceOf({ Precedence }: GroupType): number {
  return Precedence ?? Number.MAX_SAFE_INTEGER;
}

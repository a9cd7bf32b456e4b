import { CognitoUserGroup } from "@cdktf/provider-aws/lib/cognito-user-group";
import { Construct } from "constructs";
import type { GroupInput } from "../../configuration";

/** Props of {@link UserGroups}. */
export interface UserGroupsProps {
  readonly userPoolId: string;
  readonly groups: readonly GroupInput[];
  /** Role ARNs by group name. */
  readonly roleArns: Readonly<Record<string, string>>;
}

/**
 * The groups of the pool, each with its precedence and its role.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
 */
export class UserGroups extends Construct {
  /** By name. */
  readonly resources: Readonly<Record<string, CognitoUserGroup>>;

  constructor(scope: Construct, id: string, { userPoolId, groups, roleArns }: UserGroupsProps) {
    super(scope, id);
    this.resources = Object.fromEntries(
      groups.map(({ name, precedence, description }) => {
        const roleArn = roleArns[name];
        if (roleArn === undefined) throw new Error(`The group ${name} has no role.`);
        const group = { userPoolId, name, precedence, description, roleArn };
        return [name, new CognitoUserGroup(this, name, group)];
      }),
    );
  }
}

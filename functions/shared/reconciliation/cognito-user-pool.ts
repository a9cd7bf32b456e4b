import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  ListUsersCommand,
  UserNotFoundException,
  type AttributeType,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { deadline } from "../aws/deadline";
import type { PoolUser } from "../directory/directory";
import type { ListedUser, Page, ReconciledPool } from "./collaborators";

/** The most that Cognito gives at once. */
const USERS_A_PAGE = 60;

/**
 * A user pool in Cognito. Needs `cognito-idp:ListUsers`, `AdminListGroupsForUser`, `AdminGetUser` and
 * `AdminAddUserToGroup` on the pool.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export class CognitoUserPool implements ReconciledPool {
  /** @param client one of the pool's Region. */
  constructor(
    private readonly client: CognitoIdentityProviderClient,
    readonly region: string,
    readonly userPoolId: string,
  ) {
    client.middlewareStack.use(deadline());
  }

  async listUsers(token?: string): Promise<Page<ListedUser>> {
    const { Users = [], PaginationToken } = await this.client.send(
      new ListUsersCommand({
        UserPoolId: this.userPoolId,
        Limit: USERS_A_PAGE,
        PaginationToken: token,
      }),
    );
    const items = Users.map((user) => {
      const attributes = byName(user.Attributes);
      return {
        sub: attributes["sub"] ?? "",
        username: user.Username ?? "",
        status: user.UserStatus ?? "",
        changedAt: user.UserLastModifiedDate ?? user.UserCreateDate ?? new Date(0),
        attributes,
      };
    });
    return { items, ...(PaginationToken !== undefined && { next: PaginationToken }) };
  }

  async isInAnyGroup(username: string): Promise<boolean | undefined> {
    return this.unlessGone(async () => {
      const { Groups = [] } = await this.client.send(
        new AdminListGroupsForUserCommand({
          UserPoolId: this.userPoolId,
          Username: username,
          Limit: 1,
        }),
      );
      return Groups.length > 0;
    });
  }

  async subOf(username: string): Promise<string | undefined> {
    return this.unlessGone(async () => {
      const { UserAttributes } = await this.client.send(
        new AdminGetUserCommand({ UserPoolId: this.userPoolId, Username: username }),
      );
      return byName(UserAttributes)["sub"];
    });
  }

  async addToGroup({ username }: PoolUser, group: string, signal: AbortSignal): Promise<void> {
    const add = new AdminAddUserToGroupCommand({
      UserPoolId: this.userPoolId,
      Username: username,
      GroupName: group,
    });
    await this.client.send(add, { abortSignal: signal });
  }

  private async unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  }
}

function byName(attributes: readonly AttributeType[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.map(({ Name = "", Value = "" }) => [Name, Value]));
}

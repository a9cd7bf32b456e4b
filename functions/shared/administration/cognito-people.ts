import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUserGlobalSignOutCommand,
  ListUsersCommand,
  UserNotFoundException,
  type AttributeType,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import type { People, Person } from "./person";

/** The most that Cognito gives at once. */
const mostAtOnce = 60;

/** By what users are looked for. Cognito searches by one attribute at a time, and by none of a team's own. */
export interface Search {
  readonly attribute: "email" | "phone_number" | "username" | "name" | "sub";
  readonly value: string;
  /** Whether the value is only how it begins. */
  readonly begins?: boolean;
}

/**
 * The users of a pool, for administrators. Needs `readUsers`, `manageUsers` and `manageGroupMembership`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 */
export class CognitoPeople {
  constructor(
    private readonly client: CognitoIdentityProviderClient,
    private readonly userPoolId: string,
  ) {}

  /** @param token where an earlier answer has ended. */
  async list(token?: string, search?: Search): Promise<People> {
    const { Users = [], PaginationToken } = await this.client.send(
      new ListUsersCommand({
        UserPoolId: this.userPoolId,
        Limit: mostAtOnce,
        ...(token !== undefined && { PaginationToken: token }),
        ...(search && { Filter: filterOf(search) }),
      }),
    );
    const people = Users.map((user) =>
      personOf({ ...user, UserAttributes: user.Attributes, UserCreateDate: user.UserCreateDate }),
    );
    return { people, ...(PaginationToken !== undefined && { next: PaginationToken }) };
  }

  /** @param who a username, an id (`sub`) or an e-mail address. */
  async find(who: string): Promise<Person | undefined> {
    try {
      const user = await this.client.send(
        new AdminGetUserCommand({ UserPoolId: this.userPoolId, Username: who }),
      );
      return personOf(user);
    } catch (error) {
      if (!(error instanceof UserNotFoundException)) throw error;
    }
    for (const attribute of who.includes("@") ? (["email"] as const) : (["sub"] as const)) {
      const { people } = await this.list(undefined, { attribute, value: who });
      // Two may have one address that is not verified: neither of them is meant for sure.
      if (people.length > 1)
        throw new Error(`${people.length} users have ${who}: name one by the id`);
      if (people[0] !== undefined) return people[0];
    }
    return undefined;
  }

  async groupsOf({ username }: Person): Promise<readonly string[]> {
    const groups: string[] = [];
    let token: string | undefined;
    do {
      const answer = await this.client.send(
        new AdminListGroupsForUserCommand({
          ...this.of(username),
          ...(token !== undefined && { NextToken: token }),
        }),
      );
      groups.push(...(answer.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []));
      token = answer.NextToken;
    } while (token !== undefined);
    return groups.sort();
  }

  /** Makes a user, whom Cognito sends a temporary password. The address counts as verified. */
  async invite(email: string): Promise<Person> {
    const { User } = await this.client.send(
      new AdminCreateUserCommand({
        ...this.of(email),
        DesiredDeliveryMediums: ["EMAIL"],
        UserAttributes: [
          { Name: "email", Value: email },
          { Name: "email_verified", Value: "true" },
        ],
      }),
    );
    return personOf({ ...User, UserAttributes: User?.Attributes });
  }

  /** Puts a user into exactly these groups: first in, then out, so that nobody is in none meanwhile. */
  async setGroups(person: Person, groups: readonly string[]): Promise<void> {
    const before = await this.groupsOf(person);
    for (const GroupName of groups.filter((group) => !before.includes(group))) {
      await this.client.send(
        new AdminAddUserToGroupCommand({ ...this.of(person.username), GroupName }),
      );
    }
    for (const GroupName of before.filter((group) => !groups.includes(group))) {
      await this.client.send(
        new AdminRemoveUserFromGroupCommand({ ...this.of(person.username), GroupName }),
      );
    }
  }

  async disable({ username }: Person): Promise<void> {
    await this.client.send(new AdminDisableUserCommand(this.of(username)));
  }

  async enable({ username }: Person): Promise<void> {
    await this.client.send(new AdminEnableUserCommand(this.of(username)));
  }

  /** Ends all sessions. Tokens that are out stay valid until their time is over, an hour by default. */
  async signOut({ username }: Person): Promise<void> {
    await this.client.send(new AdminUserGlobalSignOutCommand(this.of(username)));
  }

  /** Turns second factors off: the user sets them up anew. */
  async resetMfa({ username }: Person): Promise<void> {
    const off = { Enabled: false, PreferredMfa: false };
    await this.client.send(
      new AdminSetUserMFAPreferenceCommand({
        ...this.of(username),
        SoftwareTokenMfaSettings: off,
        SMSMfaSettings: off,
      }),
    );
  }

  /** Does nothing where the user is gone already. */
  async delete(username: string): Promise<void> {
    try {
      await this.client.send(new AdminDeleteUserCommand(this.of(username)));
    } catch (error) {
      if (!(error instanceof UserNotFoundException)) throw error;
    }
  }

  private of(username: string) {
    return { UserPoolId: this.userPoolId, Username: username };
  }
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
function filterOf({ attribute, value, begins = false }: Search): string {
  const quoted = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `${attribute} ${begins ? "^=" : "="} "${quoted}"`;
}

interface CognitoUser {
  readonly Username?: string | undefined;
  readonly UserStatus?: string | undefined;
  readonly Enabled?: boolean | undefined;
  readonly UserCreateDate?: Date | undefined;
  readonly UserAttributes?: readonly AttributeType[] | undefined;
}

function personOf(user: CognitoUser): Person {
  const attributes = Object.fromEntries(
    (user.UserAttributes ?? []).map(({ Name = "", Value = "" }) => [Name, Value]),
  );
  return {
    id: attributes["sub"] ?? "",
    username: user.Username ?? "",
    status: user.UserStatus ?? "",
    enabled: user.Enabled ?? true,
    createdAt: user.UserCreateDate?.toISOString(),
    attributes,
  };
}

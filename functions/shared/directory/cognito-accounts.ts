import {
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  InvalidParameterException,
  ListIdentityProvidersCommand,
  ListUsersCommand,
  UserNotFoundException,
  type CognitoIdentityProviderClientConfig,
  type UserType,
} from "@aws-sdk/client-cognito-identity-provider";
import { isObject, parsed } from "../json";
import type { Account, Accounts, Pool, ProviderAccount } from "./accounts";
import { RegionalClients } from "./regional-clients";

/**
 * Accounts in Cognito. Needs `cognito-idp:ListUsers` and `cognito-idp:AdminGetUser` on the
 * pool, and to link also `cognito-idp:ListIdentityProviders` and `cognito-idp:AdminLinkProviderForUser`.
 */
export class CognitoAccounts implements Accounts {
  private readonly clients: RegionalClients;

  constructor(config: CognitoIdentityProviderClientConfig) {
    this.clients = new RegionalClients(config);
  }

  /** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
  async withEmail(pool: Pool, email: string, signal: AbortSignal): Promise<readonly Account[]> {
    const accounts: Account[] = [];
    let token: string | undefined;
    do {
      const list = new ListUsersCommand({
        UserPoolId: pool.userPoolId,
        Filter: `email = "${email.replace(/["\\]/g, "\\$&")}"`,
        AttributesToGet: ["email", "email_verified", "identities"],
        ...(token !== undefined && { PaginationToken: token }),
      });
      const answer = await this.clients.in(pool.region).send(list, { abortSignal: signal });
      accounts.push(...(answer.Users ?? []).map(accountOf));
      token = answer.PaginationToken;
    } while (token !== undefined);
    return accounts;
  }

  /** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
  async named(pool: Pool, name: string, signal: AbortSignal): Promise<Account | undefined> {
    const get = new AdminGetUserCommand({ UserPoolId: pool.userPoolId, Username: name });
    try {
      const user = await this.clients.in(pool.region).send(get, { abortSignal: signal });
      return accountOf({ ...user, Attributes: user.UserAttributes });
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  }

  async providers(pool: Pool, signal: AbortSignal): Promise<readonly string[]> {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const list = new ListIdentityProvidersCommand({
        UserPoolId: pool.userPoolId,
        MaxResults: 60,
        ...(token !== undefined && { NextToken: token }),
      });
      const answer = await this.clients.in(pool.region).send(list, { abortSignal: signal });
      for (const { ProviderName } of answer.Providers ?? [])
        if (ProviderName) names.push(ProviderName);
      token = answer.NextToken;
    } while (token !== undefined);
    return names;
  }

  /** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html */
  async link(
    pool: Pool,
    to: ProviderAccount,
    { provider, id }: ProviderAccount,
    signal: AbortSignal,
  ): Promise<void> {
    const link = new AdminLinkProviderForUserCommand({
      UserPoolId: pool.userPoolId,
      DestinationUser: { ProviderName: to.provider, ProviderAttributeValue: to.id },
      SourceUser: {
        ProviderName: provider,
        ProviderAttributeName: "Cognito_Subject",
        ProviderAttributeValue: id,
      },
    });
    try {
      await this.clients.in(pool.region).send(link, { abortSignal: signal });
    } catch (error) {
      // An event that is delivered again, or a retry of a call whose answer was lost.
      const isDone =
        error instanceof InvalidParameterException && /already linked to/i.test(error.message);
      if (!isDone) throw error;
    }
  }
}

function accountOf({ Username, UserStatus, Enabled, Attributes }: UserType): Account {
  const attributes = new Map(Attributes?.map(({ Name, Value }) => [Name, Value]));
  const identity = primaryIdentity(attributes.get("identities"));
  return {
    username: Username ?? "",
    status: UserStatus ?? "UNKNOWN",
    enabled: Enabled ?? false,
    email: attributes.get("email") ?? "",
    emailVerified: attributes.get("email_verified")?.toLowerCase() === "true",
    ...(identity && { identity }),
  };
}

/** Cognito writes `primary` as text at times. */
function primaryIdentity(text = "[]"): ProviderAccount | undefined {
  const identities = parsed(text);
  if (!Array.isArray(identities)) return undefined;
  const primary: unknown = identities.find(
    (identity: unknown) => isObject(identity) && String(identity["primary"]) === "true",
  );
  if (!isObject(primary)) return undefined;
  const { providerName: provider, userId: id } = primary;
  return typeof provider === "string" && typeof id === "string" ? { provider, id } : undefined;
}

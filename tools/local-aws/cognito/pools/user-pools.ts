import type { AttributeType, UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";
import { unknownClient, unknownUser, userDisabled } from "../refusals";
import { answersTo } from "../users/login-names";
import type { MotoClient } from "../moto/moto-client";
import type { CognitoMemory } from "../cognito-memory";
import type { Tokens } from "../tokens/tokens";
import type { AppClient, ClientOfPool, PoolUser, SignedInUser } from "./pool-user";

/** The user pools, app clients and users of moto, read afresh for each call of a client. */
export class UserPools {
  constructor(
    private readonly moto: MotoClient,
    private readonly cognito: { readonly memory: CognitoMemory; readonly tokens: Tokens },
  ) {}

  /** @throws {@link CognitoError} `ResourceNotFoundException` */
  async pool(userPoolId: string): Promise<UserPoolType> {
    const { UserPool } = await this.moto.call("DescribeUserPool", { UserPoolId: userPoolId });
    if (UserPool === undefined) throw poolNotFound(userPoolId);
    return UserPool;
  }

  /** @throws {@link CognitoError} `ResourceNotFoundException` */
  async client(clientId: string): Promise<ClientOfPool> {
    const known = this.cognito.memory.poolOfClient.get(clientId);
    for (const poolId of known === undefined ? await this.poolIds() : [known]) {
      const client = await this.clientOf(poolId, clientId);
      if (client === undefined) continue;
      this.cognito.memory.poolOfClient.set(clientId, poolId);
      return { pool: await this.pool(poolId), client };
    }
    throw unknownClient(clientId);
  }

  /**
   * An app client of this pool.
   *
   * @throws {@link CognitoError} `ResourceNotFoundException`: first for the pool, then for the client.
   */
  async clientIn(userPoolId: string, clientId: string): Promise<ClientOfPool> {
    await this.pool(userPoolId);
    const at = await this.client(clientId);
    if (at.pool.Id !== userPoolId) throw unknownClient(clientId);
    return at;
  }

  /** The user who signs in as `login`: a username, or what the pool takes in its place. */
  async find(pool: UserPoolType, login: string): Promise<PoolUser | undefined> {
    for (const username of this.cognito.memory.logins.candidates(pool, login)) {
      const user = await this.get(pool, username);
      if (user !== undefined && answersTo(pool, user, login)) return user;
    }
    return this.get(pool, login);
  }

  /** @throws {@link CognitoError} `UserNotFoundException`, in the words of the Admin operations. */
  async findOrRefuse(pool: UserPoolType, login: string): Promise<PoolUser> {
    const user = await this.find(pool, login);
    if (user === undefined) throw unknownUser();
    return user;
  }

  /**
   * The user whom an access token signs in.
   *
   * @throws {@link CognitoError} `NotAuthorizedException` for a token that signs nobody in, and
   *   `UserNotFoundException` for one whose user is gone.
   */
  async signedIn(accessToken: string): Promise<SignedInUser> {
    const session = await this.cognito.tokens.sessionOf(accessToken);
    const { pool, client } = await this.client(session.clientId);
    const user = await this.findOrRefuse(pool, session.username);
    // The name of a deleted user may be another's by now.
    if (user.attributes["sub"] !== session.sub) throw unknownUser();
    if (!user.enabled) throw userDisabled();
    return { pool, client, user };
  }

  private async get(pool: UserPoolType, username: string): Promise<PoolUser | undefined> {
    try {
      const input = { UserPoolId: pool.Id, Username: username };
      const user = await this.moto.call("AdminGetUser", input);
      return {
        username: user.Username ?? username,
        status: user.UserStatus ?? "UNKNOWN",
        enabled: user.Enabled ?? true,
        attributes: attributeRecord(user.UserAttributes),
      };
    } catch (error) {
      if (error instanceof CognitoError && error.code === "UserNotFoundException") return undefined;
      throw error;
    }
  }

  private async poolIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    let page: string | undefined;
    do {
      const input = { MaxResults: 60, NextToken: page };
      const { UserPools, NextToken } = await this.moto.call("ListUserPools", input);
      ids.push(...(UserPools ?? []).flatMap(({ Id }) => Id ?? []));
      page = NextToken;
    } while (page !== undefined);
    return ids;
  }

  private async clientOf(userPoolId: string, clientId: string): Promise<AppClient | undefined> {
    try {
      const input = { UserPoolId: userPoolId, ClientId: clientId };
      const { UserPoolClient } = await this.moto.call("DescribeUserPoolClient", input);
      if (UserPoolClient === undefined) return undefined;
      const secrets = this.cognito.memory.appClients
        .secretsOf(UserPoolClient)
        .map(({ value }) => value);
      const [oldest] = secrets;
      return { ...UserPoolClient, ...(oldest !== undefined && { ClientSecret: oldest }), secrets };
    } catch (error) {
      if (error instanceof CognitoError && error.code === "ResourceNotFoundException") {
        return undefined;
      }
      throw error;
    }
  }
}

/** Cognito's list of name-value pairs as a record. */
export function attributeRecord(attributes: readonly AttributeType[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Name, Value }) => [Name ?? "", Value ?? ""]));
}

/** The reverse of {@link attributeRecord}. */
export function attributeList(attributes: Readonly<Record<string, string>>): AttributeType[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}

function poolNotFound(userPoolId: string): CognitoError {
  return new CognitoError("ResourceNotFoundException", `User pool ${userPoolId} does not exist.`);
}

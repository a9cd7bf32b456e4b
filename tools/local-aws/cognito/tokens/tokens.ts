import { createHash, randomUUID } from "node:crypto";
import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt, errors, type JWTPayload } from "jose";
import type { Clock } from "../../clock";
import { CognitoError } from "../cognito-error";
import { rotates } from "../pools/app-clients";
import { notAuthorized } from "../refusals";
import type { MotoClient } from "../moto/moto-client";
import type { Triggers } from "../triggers";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { attributeClaims } from "./attribute-claims";
import { configurationOf, groupAndRoleClaims, groupClaims } from "./group-configuration";
import { apiScope, askPreTokenGeneration, type ClaimOverrides } from "./pre-token-generation";
import { newSession, Sessions, type Session } from "./sessions";
import { SigningKeys, type PublishedKey } from "./signing-keys";
import { validityOf } from "./token-validity";

/** How a user came to be signed in, in the words of the pre token generation trigger. */
export type SignInSource =
  | "TokenGeneration_Authentication"
  | "TokenGeneration_NewPasswordChallenge"
  | "TokenGeneration_HostedAuth"
  | "TokenGeneration_AuthenticateDevice";

/** Who has just signed in, and how. */
export interface SignIn {
  readonly at: ClientOfPool;
  readonly user: PoolUser;
  readonly source: SignInSource;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** What the user signed in with, where the pool tracks devices. */
  readonly deviceKey?: string | undefined;
  /** What the client asked for at the pool's own pages; default: all scopes that it may have. */
  readonly asked?: {
    readonly scopes: readonly string[];
    readonly nonce: string | undefined;
    /** When the user signed in, in seconds since 1970. */
    readonly authTime: number;
  };
}

/** A client that signs in for itself, with the scopes that it is given. */
export interface ClientSignIn {
  readonly at: ClientOfPool;
  readonly scopes: readonly string[];
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Who is asked for the groups of a user. */
interface Asking {
  readonly moto: MotoClient;
}

interface Generation {
  readonly at: ClientOfPool;
  readonly user: PoolUser;
  readonly source: SignInSource | "TokenGeneration_RefreshTokens";
  readonly session: Session;
  readonly nonce?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Makes the tokens of all user pools, and knows which of them are good. */
export class Tokens {
  private readonly keys: SigningKeys;
  private readonly sessions = new Sessions();

  constructor(
    private readonly triggers: Triggers,
    private readonly clock: Clock,
  ) {
    this.keys = new SigningKeys(clock);
  }

  /**
   * Makes the ID, access and refresh token of a new sign-in, as the pool's pre token generation
   * trigger wants them.
   *
   * @throws {@link CognitoError} as the trigger does; then nobody is signed in.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
   */
  async issue(call: Asking, signIn: SignIn): Promise<AuthenticationResultType> {
    const { at, user, source } = signIn;
    const hosted = source === "TokenGeneration_HostedAuth";
    const hostedScopes = signIn.asked?.scopes ?? at.client.AllowedOAuthScopes ?? [];
    const authTime = signIn.asked?.authTime ?? this.now();
    const session = newSession({
      userPoolId: at.pool.Id ?? "",
      clientId: at.client.ClientId ?? "",
      username: user.username,
      sub: user.attributes["sub"] ?? "",
      authTime,
      expiresAt: this.now() + validityOf(at.client).refresh,
      scopes: hosted && hostedScopes.length > 0 ? hostedScopes : [apiScope],
      hosted,
      deviceKey: signIn.deviceKey,
      withIdToken: signIn.asked === undefined || hostedScopes.includes("openid"),
    });
    const nonce = signIn.asked?.nonce;
    const result = await this.generate(call, { ...signIn, session, nonce });
    return { ...result, RefreshToken: this.sessions.add(session) };
  }

  /** Makes the ID and access token of an earlier sign-in anew, as the trigger wants them now. */
  refresh(call: Asking, refreshing: Omit<Generation, "source">): Promise<AuthenticationResultType> {
    return this.generate(call, { ...refreshing, source: "TokenGeneration_RefreshTokens" });
  }

  /**
   * Makes the access token of a client that signs in for itself.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
   */
  async issueToClient({ at, scopes, clientMetadata }: ClientSignIn): Promise<string> {
    const clientId = at.client.ClientId ?? "";
    const overrides = await askPreTokenGeneration(this.triggers, {
      source: "TokenGeneration_ClientCredentials",
      pool: at.pool,
      clientId,
      user: undefined,
      groups: configurationOf([]),
      scopes,
      clientMetadata,
    });
    const issuedAt = this.now();
    return this.keys.sign("access", at.pool.Id ?? "", {
      ...changed({}, overrides.accessToken),
      sub: clientId,
      token_use: "access",
      scope: overrides.scopes.join(" "),
      auth_time: issuedAt,
      exp: issuedAt + validityOf(at.client).access,
      iat: issuedAt,
      version: 2,
      jti: randomUUID(),
      client_id: clientId,
    });
  }

  /**
   * The sign-in that a user's access token belongs to.
   *
   * @throws {@link CognitoError} `NotAuthorizedException` for a token that is forged, expired or
   *   revoked, that is no access token, or that has not the scope: by default that of the API.
   */
  async sessionOf(accessToken: string, scope = apiScope): Promise<Session> {
    const claims = await this.read("Access", accessToken);
    const session = this.sessions.ofEvent(claims["event_id"]);
    if (claims["token_use"] !== "access" || session === undefined) {
      throw notAuthorized("Invalid Access Token");
    }
    if (this.sessions.isRevoked(session)) throw notAuthorized("Access Token has been revoked");
    if (!String(claims["scope"]).split(" ").includes(scope)) {
      throw notAuthorized("Access Token does not have required scopes");
    }
    return session;
  }

  /**
   * The sign-in that a refresh token stands for.
   *
   * @throws {@link CognitoError} `NotAuthorizedException` for one that is unknown, of another
   *   client, expired or revoked, and `RefreshTokenReuseException` for one whose place another took.
   */
  refreshable({ pool, client }: ClientOfPool, refreshToken: string): Session {
    const session = this.sessions.ofRefreshToken(refreshToken);
    const isOwn = session?.clientId === client.ClientId && session?.userPoolId === pool.Id;
    if (session === undefined || !isOwn) throw notAuthorized("Invalid Refresh Token");
    if (this.sessions.isRevoked(session)) throw notAuthorized("Refresh Token has been revoked");
    if (session.expiresAt <= this.now()) throw notAuthorized("Refresh Token has expired");
    const replacedAt = this.sessions.replacedAt(refreshToken);
    if (replacedAt !== undefined && replacedAt <= this.now()) {
      throw new CognitoError("RefreshTokenReuseException", "Refresh token has been rotated.");
    }
    return session;
  }

  /**
   * The refresh token to use from now on, where the client's tokens rotate.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html#using-the-refresh-token-rotation
   */
  rotated({ client }: ClientOfPool, refreshToken: string, session: Session): string | undefined {
    if (!rotates(client)) return undefined;
    const grace = client.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0;
    return this.sessions.replace(refreshToken, session, this.now() + grace);
  }

  /** Ends a sign-in, with all its tokens. */
  revoke(session: Session): void {
    this.sessions.revoke(session);
  }

  /** Ends every sign-in of a user. */
  revokeAll({
    pool,
    user,
  }: {
    readonly pool: ClientOfPool["pool"];
    readonly user: PoolUser;
  }): void {
    this.sessions.revokeAll(pool.Id ?? "", user.username);
  }

  /**
   * Reads an access or ID token.
   *
   * @throws {@link CognitoError} `NotAuthorizedException` unless it is signed by its pool's key and
   *   has not expired.
   */
  async read(kind: "Access" | "Id", token: string): Promise<JWTPayload> {
    try {
      const userPoolId = decodeJwt(token).iss?.split("/").at(-1) ?? "";
      return await this.keys.verify(userPoolId, token);
    } catch (error) {
      throw error instanceof errors.JWTExpired
        ? notAuthorized(`${kind} Token has expired`)
        : notAuthorized(`Invalid ${kind} Token`);
    }
  }

  /** The keys that verify the pool's tokens: one signs ID tokens, one access tokens. */
  publicKeys(userPoolId: string): Promise<readonly PublishedKey[]> {
    return this.keys.published(userPoolId);
  }

  /** Seconds since 1970. */
  private now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  private async generate(
    call: Asking,
    { at, user, source, session, nonce, clientMetadata }: Generation,
  ): Promise<AuthenticationResultType> {
    const { pool, client } = at;
    const target = { UserPoolId: pool.Id, Username: user.username };
    const { Groups } = await call.moto.call("AdminListGroupsForUser", target);
    const overrides = await askPreTokenGeneration(this.triggers, {
      source,
      pool,
      clientId: session.clientId,
      user,
      groups: configurationOf(Groups ?? []),
      scopes: session.scopes,
      clientMetadata,
    });
    const issuedAt = this.now();
    const validity = validityOf(client);
    const common = {
      sub: session.sub,
      // Without revocation Cognito leaves out what would say which sign-in to revoke.
      ...(client.EnableTokenRevocation !== false && { origin_jti: session.originJti }),
      event_id: session.eventId,
      auth_time: session.authTime,
      iat: issuedAt,
    };
    const own = {
      ...attributeClaims(client, user, session.scopes),
      ...groupAndRoleClaims(overrides.groups),
    };
    const accessToken = await this.keys.sign("access", session.userPoolId, {
      ...changed(groupClaims(overrides.groups), overrides.accessToken),
      ...common,
      client_id: session.clientId,
      username: user.username,
      ...(session.deviceKey !== undefined && { device_key: session.deviceKey }),
      token_use: "access",
      scope: overrides.scopes.join(" "),
      exp: issuedAt + validity.access,
      jti: randomUUID(),
      ...(session.hosted && { version: 2 }),
    });
    const tokens = { AccessToken: accessToken, ExpiresIn: validity.access, TokenType: "Bearer" };
    // Pages give an ID token to who asks for one (OpenID Connect Core, section 3.1.2.1).
    if (!session.withIdToken) return tokens;
    const idToken = await this.keys.sign("id", session.userPoolId, {
      ...changed(own, overrides.idToken),
      ...common,
      aud: session.clientId,
      "cognito:username": user.username,
      token_use: "id",
      exp: issuedAt + validity.id,
      jti: randomUUID(),
      ...(session.hosted && { at_hash: halfHash(accessToken) }),
      ...(nonce !== undefined && { nonce }),
    });
    return { ...tokens, IdToken: idToken };
  }
}

/** Binds an ID token to the access token beside it (OpenID Connect Core, section 3.1.3.6). */
function halfHash(token: string): string {
  return createHash("sha256").update(token).digest().subarray(0, 16).toString("base64url");
}

function changed(claims: object, overrides: ClaimOverrides): Record<string, unknown> {
  const { claimsToAddOrOverride, claimsToSuppress } = overrides;
  return Object.fromEntries(
    Object.entries({ ...claims, ...claimsToAddOrOverride }).filter(
      ([name]) => !claimsToSuppress.includes(name),
    ),
  );
}

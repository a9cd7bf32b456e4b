import {
  AddCustomAttributesCommand,
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminUpdateUserAttributesCommand,
  CreateGroupCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  DeleteResourceServerCommand,
  DescribeResourceServerCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  ListResourceServersCommand,
  UpdateResourceServerCommand,
  type CreateUserPoolClientCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache, type Jwks } from "aws-jwt-verify/jwk";
import { generateKeyPair, SignJWT } from "jose";
import { duringTests } from "../../../../support/during-tests";
import {
  claimsOf,
  createPool,
  region,
  signIn,
  signedInUser,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let pool: TestPool;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  pool = await createPool(cognito);
});

const issuerOf = ({ userPoolId }: TestPool) =>
  `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;

async function fetchJson(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

const wellKnown = ({ userPoolId }: TestPool, document: string) =>
  `${cognito.endpoint}/${userPoolId}/.well-known/${document}`;

async function signedIn(of: TestPool) {
  const { email } = await signedInUser(cognito, of);
  const tokens = await signIn(cognito, of, email);
  return {
    email,
    accessToken: tokens?.AccessToken ?? "",
    idToken: tokens?.IdToken ?? "",
    refreshToken: tokens?.RefreshToken ?? "",
  };
}

async function otherClient(settings: Partial<CreateUserPoolClientCommandInput>): Promise<TestPool> {
  const { UserPoolClient } = await cognito.client.send(
    new CreateUserPoolClientCommand({
      UserPoolId: pool.userPoolId,
      ClientName: "other",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      ...settings,
    }),
  );
  return {
    userPoolId: pool.userPoolId,
    clientId: UserPoolClient?.ClientId ?? "",
    clientSecret: UserPoolClient?.ClientSecret,
  };
}

/** The same claims, changed, signed by a key of one's own. */
async function forge(token: string, changes: object = {}): Promise<string> {
  const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as {
    kid: string;
  };
  const { privateKey } = await generateKeyPair("RS256");
  return new SignJWT({ ...claimsOf(token), ...changes })
    .setProtectedHeader({ alg: "RS256", kid: header.kid })
    .sign(privateKey);
}

const getUser = (AccessToken: string) => cognito.client.send(new GetUserCommand({ AccessToken }));

const refresh = ({ clientId }: TestPool, RefreshToken: string) =>
  cognito.client.send(new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken }));

/** Waits for the second after this one. */
async function untilLater(second: number): Promise<void> {
  while (Date.now() < (second + 1) * 1000) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe("aws-jwt-verify", () => {
  test("accepts both tokens of a sign-in, given the pool's published keys", async () => {
    const { userPoolId, clientId } = pool;
    const { email, accessToken, idToken } = await signedIn(pool);
    const jwks = (await fetchJson(wellKnown(pool, "jwks.json"))) as Jwks;
    for (const [tokenUse, token] of [
      ["access", accessToken],
      ["id", idToken],
    ] as const) {
      const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse });
      verifier.cacheJwks(jwks);
      const { username } = await userOf(cognito, pool, email);
      expect(await verifier.verify(token)).toMatchObject({ sub: username });
    }
  });

  test("finds the keys by the pool's OpenID configuration", async () => {
    const { idToken } = await signedIn(pool);
    const configuration = (await fetchJson(wellKnown(pool, "openid-configuration"))) as {
      issuer: string;
      jwks_uri: string;
    };
    const verifier = JwtVerifier.create(
      {
        issuer: configuration.issuer,
        audience: pool.clientId,
        jwksUri: configuration.jwks_uri,
      },
      // Its own fetcher speaks HTTPS alone.
      {
        jwksCache: new SimpleJwksCache({
          fetcher: { fetch: async (uri) => (await fetch(uri)).arrayBuffer() },
        }),
      },
    );
    expect(await verifier.verify(idToken)).toMatchObject({ iss: issuerOf(pool) });
  });

  test("refuses another pool's tokens", async () => {
    const other = await createPool(cognito);
    const { idToken } = await signedIn(other);
    const verifier = JwtVerifier.create({
      issuer: issuerOf(other),
      audience: other.clientId,
      jwksUri: wellKnown(pool, "jwks.json"),
    });
    verifier.cacheJwks((await fetchJson(wellKnown(pool, "jwks.json"))) as Jwks);
    expect(() => verifier.verifySync(idToken)).toThrow(/kid/);
  });
});

test("a pool that does not exist has no keys", async () => {
  const response = await fetch(`${cognito.endpoint}/${region}_Nowhere1/.well-known/jwks.json`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    message: `User pool ${region}_Nowhere1 does not exist.`,
  });
});

describe("the claims", () => {
  test("of both tokens are Cognito's, and name one sign-in", async () => {
    const { email, accessToken, idToken } = await signedIn(pool);
    const { username: sub } = await userOf(cognito, pool, email);
    const both = {
      sub,
      iss: issuerOf(pool),
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      jti: expect.any(String),
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
    };
    const access = claimsOf(accessToken);
    const id = claimsOf(idToken);
    expect(id).toEqual({
      ...both,
      aud: pool.clientId,
      "cognito:username": sub,
      email,
      email_verified: true,
      token_use: "id",
    });
    expect(access).toEqual({
      ...both,
      client_id: pool.clientId,
      username: sub,
      scope: "aws.cognito.signin.user.admin",
      token_use: "access",
    });
    expect(access["origin_jti"]).toBe(id["origin_jti"]);
    expect(access["jti"]).not.toBe(id["jti"]);
  });

  test("of the ID token hold the attributes that the client may read", async () => {
    await cognito.client.send(
      new AddCustomAttributesCommand({
        UserPoolId: pool.userPoolId,
        CustomAttributes: [{ Name: "team", AttributeDataType: "String", Mutable: true }],
      }),
    );
    const reader = await otherClient({
      ReadAttributes: ["custom:team", "phone_number_verified", "address"],
    });
    const { email } = await signedIn(pool);
    await cognito.client.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: pool.userPoolId,
        Username: email,
        UserAttributes: [
          { Name: "custom:team", Value: "red" },
          { Name: "address", Value: "1 Main Street" },
          { Name: "given_name", Value: "Ada" },
          { Name: "phone_number", Value: "+4915112345678" },
          { Name: "phone_number_verified", Value: "false" },
        ],
      }),
    );
    const claims = claimsOf((await signIn(cognito, reader, email))?.IdToken);
    expect(claims).toMatchObject({
      "custom:team": "red",
      address: { formatted: "1 Main Street" },
      phone_number_verified: false,
    });
    for (const hidden of ["email", "email_verified", "given_name", "phone_number"]) {
      expect(claims).not.toHaveProperty(hidden);
    }
  });

  test("leave the sign-in's own id out where the client cannot revoke", async () => {
    const unrevokable = await otherClient({ EnableTokenRevocation: false });
    const { accessToken, idToken } = await signedIn(unrevokable);
    expect(claimsOf(accessToken)).not.toHaveProperty("origin_jti");
    expect(claimsOf(idToken)).not.toHaveProperty("origin_jti");
  });
});

describe("groups", () => {
  const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

  async function claimsOfMember(
    groups: readonly { name: string; precedence?: number; role?: string }[],
  ) {
    const own = await createPool(cognito);
    const { email } = await signedIn(own);
    for (const { name, precedence, role: RoleArn } of groups) {
      const group = { UserPoolId: own.userPoolId, GroupName: name };
      await cognito.client.send(
        new CreateGroupCommand({ ...group, RoleArn, Precedence: precedence }),
      );
      await cognito.client.send(new AdminAddUserToGroupCommand({ ...group, Username: email }));
    }
    const tokens = await signIn(cognito, own, email);
    return { id: claimsOf(tokens?.IdToken), access: claimsOf(tokens?.AccessToken) };
  }

  test("are in both tokens, their roles in the ID token, the first one's preferred", async () => {
    const { id, access } = await claimsOfMember([
      { name: "Guests", role: role("guest") },
      { name: "Users", precedence: 2, role: role("user") },
      { name: "Readers", precedence: 5 },
      { name: "Admins", precedence: 0, role: role("admin") },
    ]);
    expect(id).toMatchObject({
      "cognito:groups": ["Admins", "Users", "Readers", "Guests"],
      "cognito:roles": [role("admin"), role("user"), role("guest")],
      "cognito:preferred_role": role("admin"),
    });
    expect(access["cognito:groups"]).toEqual(id["cognito:groups"]);
    expect(access).not.toHaveProperty("cognito:roles");
    expect(access).not.toHaveProperty("cognito:preferred_role");
  });

  test("with equal precedence prefer no role, unless it is the same one", async () => {
    const torn = await claimsOfMember([
      { name: "A", precedence: 1, role: role("a") },
      { name: "B", precedence: 1, role: role("b") },
    ]);
    expect(torn.id["cognito:roles"]).toHaveLength(2);
    expect(torn.id).not.toHaveProperty("cognito:preferred_role");
    const agreed = await claimsOfMember([
      { name: "A", precedence: 1, role: role("same") },
      { name: "B", precedence: 1, role: role("same") },
    ]);
    expect(agreed.id).toMatchObject({
      "cognito:roles": [role("same")],
      "cognito:preferred_role": role("same"),
    });
  });
});

describe("tokens are good", () => {
  async function validitiesOf(settings: Partial<CreateUserPoolClientCommandInput>) {
    const client = await otherClient(settings);
    const { email } = await signedInUser(cognito, client);
    const tokens = await signIn(cognito, client, email);
    const lifeOf = (token: string | undefined) => {
      const { exp, iat } = claimsOf(token);
      return Number(exp) - Number(iat);
    };
    return {
      access: lifeOf(tokens?.AccessToken),
      id: lifeOf(tokens?.IdToken),
      expiresIn: tokens?.ExpiresIn,
    };
  }

  test("for an hour, unless the client says otherwise", async () => {
    expect(await validitiesOf({})).toEqual({ access: 3600, id: 3600, expiresIn: 3600 });
  });

  test("for as long as the client says, in its units or else in hours", async () => {
    expect(
      await validitiesOf({
        AccessTokenValidity: 5,
        IdTokenValidity: 1,
        TokenValidityUnits: { AccessToken: "minutes", IdToken: "days" },
      }),
    ).toEqual({ access: 300, id: 86_400, expiresIn: 300 });
    expect(await validitiesOf({ AccessTokenValidity: 2, IdTokenValidity: 3 })).toEqual({
      access: 7200,
      id: 10_800,
      expiresIn: 7200,
    });
  });

  test("until they expire, and not longer", async () => {
    const seconds = {
      AccessToken: "seconds",
      IdToken: "seconds",
      RefreshToken: "seconds",
    } as const;
    const brief = await otherClient({
      AccessTokenValidity: 300,
      IdTokenValidity: 300,
      RefreshTokenValidity: 3600,
      TokenValidityUnits: seconds,
    });
    const { accessToken, idToken, refreshToken } = await signedIn(brief);
    const hour = 3_600_000;
    cognito.clock.turn(hour);
    await expect(getUser(accessToken)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Access Token has expired",
    });
    await expect(refresh(brief, refreshToken)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Refresh Token has expired",
    });
    expect(await getId(brief, idToken)).toMatchObject({
      status: 400,
      body: { __type: "NotAuthorizedException" },
    });
    cognito.clock.turn(-hour);
  });
});

describe("an access token", () => {
  const invalid = { name: "NotAuthorizedException", message: "Invalid Access Token" };

  test("signed by anyone else is refused", async () => {
    const { accessToken } = await signedIn(pool);
    await expect(getUser(await forge(accessToken))).rejects.toMatchObject(invalid);
    const [, payload] = accessToken.split(".");
    const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
    await expect(getUser(`${unsigned}.${payload ?? ""}.`)).rejects.toMatchObject(invalid);
  });

  test("is not to be replaced by an ID token", async () => {
    const { idToken } = await signedIn(pool);
    await expect(getUser(idToken)).rejects.toMatchObject(invalid);
  });

  test("of a disabled user is refused", async () => {
    const { email, accessToken } = await signedIn(pool);
    const user = { UserPoolId: pool.userPoolId, Username: email };
    await cognito.client.send(new AdminDisableUserCommand(user));
    await expect(getUser(accessToken)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Access Token has been revoked",
    });
  });

  test("of a deleted user is nobody's, also once the name is another's", async () => {
    const named = await createPool(cognito, { UsernameAttributes: [] });
    const { accessToken, refreshToken, email } = await signedIn(named);
    const user = { UserPoolId: named.userPoolId, Username: email };
    await cognito.client.send(new AdminDeleteUserCommand(user));
    await signedInUser(cognito, named, email);
    await expect(getUser(accessToken)).rejects.toMatchObject({ name: "UserNotFoundException" });
    await expect(refresh(named, refreshToken)).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
  });
});

describe("refreshed tokens", () => {
  test("are of the same sign-in, with the attributes and groups of now", async () => {
    const { email, accessToken, refreshToken } = await signedIn(pool);
    const before = claimsOf(accessToken);
    // In another second, so that the time of the sign-in is told from that of the refresh.
    await untilLater(Number(before["iat"]));
    const group = { UserPoolId: pool.userPoolId, GroupName: `late-${email}` };
    await cognito.client.send(new CreateGroupCommand(group));
    await cognito.client.send(new AdminAddUserToGroupCommand({ ...group, Username: email }));
    const { AuthenticationResult } = await refresh(pool, refreshToken);
    const after = claimsOf(AuthenticationResult?.AccessToken);
    for (const same of ["sub", "origin_jti", "event_id", "auth_time"]) {
      expect(after[same]).toBe(before[same]);
    }
    expect(after["jti"]).not.toBe(before["jti"]);
    expect(after["iat"]).toBeGreaterThan(Number(before["iat"]));
    expect(after["cognito:groups"]).toEqual([group.GroupName]);
    await getUser(AuthenticationResult?.AccessToken ?? "");
  });
});

async function identityPools(operation: string, input: object) {
  const response = await fetch(cognito.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityService.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/cognito-identity/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function getId(of: TestPool, token: string) {
  const { body } = await identityPools("CreateIdentityPool", {
    IdentityPoolName: "users",
    AllowUnauthenticatedIdentities: false,
  });
  const provider = `cognito-idp.${region}.amazonaws.com/${of.userPoolId}`;
  const input = { IdentityPoolId: body["IdentityPoolId"], Logins: { [provider]: token } };
  return identityPools("GetId", input);
}

describe("an identity pool", () => {
  test("knows a user by the ID token", async () => {
    const { idToken } = await signedIn(pool);
    expect(await getId(pool, idToken)).toMatchObject({
      status: 200,
      body: { IdentityId: expect.any(String) },
    });
  });

  test.each([
    ["a forged ID token", async () => forge((await signedIn(pool)).idToken, { sub: "other" })],
    ["another pool's ID token", async () => (await signedIn(await createPool(cognito))).idToken],
    ["an access token", async () => (await signedIn(pool)).accessToken],
  ])("refuses %s", async (_what, token) => {
    expect(await getId(pool, await token())).toMatchObject({
      status: 400,
      body: { __type: "NotAuthorizedException" },
    });
  });
});

describe("a client that signs in for itself", () => {
  const settings: Partial<CreateUserPoolClientCommandInput> = {
    GenerateSecret: true,
    AllowedOAuthFlows: ["client_credentials"],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ["photos/read", "photos/write"],
  };

  beforeAll(async () => {
    const scopes = ["read", "write"].map((name) => ({ ScopeName: name, ScopeDescription: name }));
    const photos = { UserPoolId: pool.userPoolId, Identifier: "photos", Name: "Photos" };
    await cognito.client.send(new CreateResourceServerCommand({ ...photos, Scopes: scopes }));
  });

  async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
    const response = await fetch(`${cognito.endpoint}/oauth2/token`, {
      method: "POST",
      headers,
      body: new URLSearchParams({ grant_type: "client_credentials", ...form }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  const proof = ({ clientId, clientSecret = "" }: TestPool) => ({
    client_id: clientId,
    client_secret: clientSecret,
  });

  test("gets an access token that says so, by its secret in a header or in the body", async () => {
    const machine = await otherClient({ ...settings, AccessTokenValidity: 2 });
    const { clientId, clientSecret, userPoolId } = machine;
    const basic = Buffer.from(`${clientId}:${clientSecret ?? ""}`).toString("base64");
    const byHeader = await token({}, { authorization: `Basic ${basic}` });
    expect(byHeader).toEqual({
      status: 200,
      body: { access_token: expect.any(String), expires_in: 7200, token_type: "Bearer" },
    });
    const { body } = await token({ ...proof(machine), scope: "photos/read" });
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "access" });
    verifier.cacheJwks((await fetchJson(wellKnown(pool, "jwks.json"))) as Jwks);
    expect(await verifier.verify(String(body["access_token"]))).toMatchObject({
      sub: clientId,
      client_id: clientId,
      scope: "photos/read",
      version: 2,
    });
    const all = claimsOf(String(byHeader.body["access_token"]));
    expect(all["scope"]).toBe("photos/read photos/write");
    expect(all).not.toHaveProperty("username");
  });

  test("is nobody to the API of users", async () => {
    const { body } = await token(proof(await otherClient(settings)));
    await expect(getUser(String(body["access_token"]))).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
  });

  test("has scopes of the pool's resource servers, and of no others", async () => {
    const named = { UserPoolId: pool.userPoolId, Identifier: "films" };
    const films = { ...named, Name: "Films" };
    const scope = (name: string) => [{ ScopeName: name, ScopeDescription: name }];
    const machine = (name: string) =>
      otherClient({ ...settings, AllowedOAuthScopes: [`films/${name}`] });
    const missing = { name: "ScopeDoesNotExistException" };
    await expect(machine("read")).rejects.toMatchObject(missing);
    const { client } = cognito;
    await client.send(new CreateResourceServerCommand({ ...films, Scopes: scope("read") }));
    await machine("read");
    await client.send(new UpdateResourceServerCommand({ ...films, Scopes: scope("write") }));
    await machine("write");
    await expect(machine("read")).rejects.toMatchObject(missing);
    const { ResourceServer } = await client.send(new DescribeResourceServerCommand(named));
    expect(ResourceServer).toEqual({ ...films, Scopes: scope("write") });
    const first = await client.send(
      new ListResourceServersCommand({ UserPoolId: pool.userPoolId, MaxResults: 1 }),
    );
    const second = await client.send(
      new ListResourceServersCommand({
        UserPoolId: pool.userPoolId,
        MaxResults: 1,
        NextToken: first.NextToken,
      }),
    );
    const shown = [...(first.ResourceServers ?? []), ...(second.ResourceServers ?? [])];
    expect(shown.map(({ Identifier }) => Identifier)).toEqual(["photos", "films"]);
    expect(second.NextToken).toBeUndefined();
    await client.send(new DeleteResourceServerCommand(named));
    await expect(client.send(new DescribeResourceServerCommand(named))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(machine("write")).rejects.toMatchObject(missing);
  });

  test("is refused in the words of OAuth", async () => {
    const machine = await otherClient(settings);
    const wrongSecret = { ...proof(machine), client_secret: "wrong" };
    const forUsers = await otherClient({ GenerateSecret: true });
    const refused = (error: string) => ({ status: 400, body: { error } });
    expect(await token({})).toEqual(refused("invalid_request"));
    expect(await token(wrongSecret)).toEqual(refused("invalid_client"));
    expect(await token({ client_id: "nobody", client_secret: "x" })).toEqual(
      refused("invalid_client"),
    );
    expect(await token(proof(pool))).toEqual(refused("invalid_client"));
    expect(await token(proof(forUsers))).toEqual(refused("unauthorized_client"));
    expect(await token({ ...proof(machine), scope: "openid" })).toEqual(refused("invalid_scope"));
    expect(await token({ ...proof(machine), grant_type: "password" })).toEqual(
      refused("unsupported_grant_type"),
    );
  });
});

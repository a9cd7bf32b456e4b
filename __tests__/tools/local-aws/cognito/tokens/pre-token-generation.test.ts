import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  CreateGroupCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  UpdateUserPoolCommand,
  type InitiateAuthCommandOutput,
  type PreTokenGenerationLambdaVersionType,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import type {
  PreTokenGenerationV2TriggerEvent,
  PreTokenGenerationV3TriggerEvent,
} from "aws-lambda";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws, type Behaviour } from "../../../../support/fake-functions";
import {
  claimsOf,
  confirm,
  createPool,
  password,
  region,
  signIn,
  signUp,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

type Version = PreTokenGenerationLambdaVersionType;
/** V1's event has no scopes, and is like the others otherwise. */
type Event = PreTokenGenerationV2TriggerEvent | PreTokenGenerationV3TriggerEvent;

let cognito: LocalCognito;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

const group = "Users";
const role = "arn:aws:iam::123456789012:role/users";

interface PoolOfVersion {
  readonly pool: TestPool;
  readonly functionArn: string;
}
const pools = new Map<Version, Promise<PoolOfVersion>>();

/** One pool for each version: each makes its key first, which takes a while. */
async function createPoolOf(LambdaVersion: Version): Promise<PoolOfVersion> {
  const LambdaArn = someFunctionArn();
  const pool = await createPool(
    cognito,
    { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn, LambdaVersion } } },
    { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"] },
  );
  await cognito.client.send(
    new CreateGroupCommand({ UserPoolId: pool.userPoolId, GroupName: group, RoleArn: role }),
  );
  return { pool, functionArn: LambdaArn };
}

/** A pool whose function does so from now on, with a new confirmed user in one group. */
async function poolWith(version: Version, behaviour: Behaviour) {
  const creation = pools.get(version) ?? createPoolOf(version);
  pools.set(version, creation);
  const { pool, functionArn } = await creation;
  const before = cognito.functions.of(functionArn).length;
  cognito.functions.define(functionArn, behaviour);
  const email = someEmail();
  const { UserSub: sub } = await signUp(cognito, pool, email);
  await confirm(cognito, pool, email);
  const membership = { UserPoolId: pool.userPoolId, GroupName: group, Username: email };
  await cognito.client.send(new AdminAddUserToGroupCommand(membership));
  const events = () =>
    cognito.functions
      .of(functionArn)
      .slice(before)
      .map(({ payload }) => payload as Event);
  return { pool, email, sub, events };
}

/** The function answers its event with these details. */
function answers(details: Readonly<Record<string, unknown>>): Behaviour {
  return (event) => returns({ ...(event as object), response: details });
}

const v1 = (details: object | null) => answers({ claimsOverrideDetails: details });
const v2 = (details: object | null) => answers({ claimsAndScopeOverrideDetails: details });
const unchanged: Behaviour = (event) => returns(event);

/** What the tokens say of a user for whom the function does so. */
async function claimsWith(version: Version, behaviour: Behaviour) {
  const { pool, email } = await poolWith(version, behaviour);
  const tokens = await signIn(cognito, pool, email);
  return { id: claimsOf(tokens?.IdToken), access: claimsOf(tokens?.AccessToken), tokens };
}

describe("the event", () => {
  const common = ({ pool, sub }: { pool: TestPool; sub: string | undefined }) => ({
    triggerSource: "TokenGeneration_Authentication",
    region,
    userPoolId: pool.userPoolId,
    userName: sub,
    callerContext: { awsSdkVersion: expect.any(String), clientId: pool.clientId },
  });
  const request = (sub: string | undefined, email: string) => ({
    userAttributes: { sub, email, email_verified: "true", "cognito:user_status": "CONFIRMED" },
    groupConfiguration: {
      groupsToOverride: [group],
      iamRolesToOverride: [role],
      preferredRole: role,
    },
  });

  test("of version 1 has the user and the groups", async () => {
    const made = await poolWith("V1_0", unchanged);
    await signIn(cognito, made.pool, made.email);
    expect(made.events()).toEqual([
      {
        ...common(made),
        version: "1",
        request: request(made.sub, made.email),
        response: { claimsOverrideDetails: null },
      },
    ]);
  });

  test.each([
    ["V2_0", "2"],
    ["V3_0", "3"],
  ] as const)("of version %s has the scopes too", async (lambdaVersion, version) => {
    const made = await poolWith(lambdaVersion, unchanged);
    await signIn(cognito, made.pool, made.email);
    expect(made.events()).toEqual([
      {
        ...common(made),
        version,
        request: {
          ...request(made.sub, made.email),
          scopes: ["aws.cognito.signin.user.admin"],
        },
        response: { claimsAndScopeOverrideDetails: null },
      },
    ]);
  });

  test("of a pool with the older setting alone is version 1", async () => {
    const functionArn = someFunctionArn();
    cognito.functions.define(functionArn, unchanged);
    const pool = await createPool(cognito, { LambdaConfig: { PreTokenGeneration: functionArn } });
    const email = someEmail();
    await signUp(cognito, pool, email);
    await confirm(cognito, pool, email);
    await signIn(cognito, pool, email);
    expect(cognito.functions.of(functionArn)).toMatchObject([{ payload: { version: "1" } }]);
  });

  test("says that the user has set a first password", async () => {
    const { pool, events } = await poolWith("V2_0", unchanged);
    const email = someEmail();
    await cognito.client.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.userPoolId,
        Username: email,
        TemporaryPassword: "Temporary-Pass-1",
        MessageAction: "SUPPRESS",
      }),
    );
    const { Session } = await cognito.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool.userPoolId,
        ClientId: pool.clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: "Temporary-Pass-1" },
      }),
    );
    expect(events()).toEqual([]);
    await cognito.client.send(
      new RespondToAuthChallengeCommand({
        ClientId: pool.clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
      }),
    );
    expect(events()).toMatchObject([
      {
        triggerSource: "TokenGeneration_NewPasswordChallenge",
        request: { userAttributes: { "cognito:user_status": "CONFIRMED" } },
      },
    ]);
  });

  test("says that tokens are refreshed, with what the client has to say to it", async () => {
    const { pool, email, events } = await poolWith("V2_0", (event) =>
      returns({
        ...(event as Event),
        response: {
          claimsAndScopeOverrideDetails: {
            accessTokenGeneration: {
              claimsToAddOrOverride: { source: (event as Event).triggerSource },
            },
          },
        },
      }),
    );
    const RefreshToken = (await signIn(cognito, pool, email))?.RefreshToken ?? "";
    const byToken = await cognito.client.send(
      new GetTokensFromRefreshTokenCommand({
        ClientId: pool.clientId,
        RefreshToken,
        ClientMetadata: { device: "phone" },
      }),
    );
    await cognito.client.send(
      new InitiateAuthCommand({
        ClientId: pool.clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
    );
    const source = "TokenGeneration_RefreshTokens";
    expect(events().slice(1)).toMatchObject([
      { triggerSource: source, request: { clientMetadata: { device: "phone" } } },
      { triggerSource: source },
    ]);
    expect(claimsOf(byToken.AuthenticationResult?.AccessToken)).toMatchObject({ source });
  });
});

describe("a function of version 1", () => {
  test("adds, overrides and takes away claims of the ID token alone", async () => {
    const { id, access } = await claimsWith(
      "V1_0",
      v1({
        claimsToAddOrOverride: { plan: "gold", email: "hidden@example.com" },
        claimsToSuppress: ["email_verified"],
      }),
    );
    expect(id).toMatchObject({ plan: "gold", email: "hidden@example.com" });
    expect(id).not.toHaveProperty("email_verified");
    expect(access).not.toHaveProperty("plan");
  });

  test("changes the groups of both tokens", async () => {
    const { id, access } = await claimsWith(
      "V1_0",
      v1({ groupOverrideDetails: { groupsToOverride: ["Guests"], iamRolesToOverride: [] } }),
    );
    expect(id["cognito:groups"]).toEqual(["Guests"]);
    expect(access["cognito:groups"]).toEqual(["Guests"]);
    expect(id).not.toHaveProperty("cognito:roles");
    expect(id).not.toHaveProperty("cognito:preferred_role");
  });

  test.each([
    ["nothing", {}],
    ["no details", { claimsOverrideDetails: null }],
    ["details without groups", { claimsOverrideDetails: { claimsToAddOrOverride: {} } }],
  ])("that answers %s leaves the groups as they are", async (_what, response) => {
    const { id } = await claimsWith("V1_0", answers(response));
    expect(id["cognito:groups"]).toEqual([group]);
    expect(id["cognito:preferred_role"]).toBe(role);
  });

  test.each([null, {}])("that answers %j for the groups takes them away", async (details) => {
    const { id, access } = await claimsWith("V1_0", v1({ groupOverrideDetails: details }));
    expect(id).not.toHaveProperty("cognito:groups");
    expect(access).not.toHaveProperty("cognito:groups");
  });
});

describe.each(["V2_0", "V3_0"] as const)("a function of version %s", (version) => {
  test("changes each token by itself, with values of any form, and the scopes", async () => {
    const { id, access } = await claimsWith(
      version,
      v2({
        idTokenGeneration: {
          claimsToAddOrOverride: { plan: { name: "gold", seats: 3 } },
          claimsToSuppress: ["email"],
        },
        accessTokenGeneration: {
          claimsToAddOrOverride: { tenants: ["a", "b"], admin: true },
          claimsToSuppress: ["cognito:groups"],
          scopesToAdd: ["photos/read"],
          scopesToSuppress: ["photos/write"],
        },
      }),
    );
    expect(id).toMatchObject({ plan: { name: "gold", seats: 3 }, "cognito:groups": [group] });
    expect(id).not.toHaveProperty("email");
    expect(id).not.toHaveProperty("admin");
    expect(access).toMatchObject({
      tenants: ["a", "b"],
      admin: true,
      scope: "aws.cognito.signin.user.admin photos/read",
    });
    expect(access).not.toHaveProperty("cognito:groups");
    expect(access).not.toHaveProperty("plan");
  });
});

test("claims that say who issued what to whom stay as they are", async () => {
  const names = ["iss", "sub", "aud", "exp", "iat", "jti", "token_use", "auth_time", "origin_jti"];
  const more = ["cognito:username", "client_id", "username", "event_id", "scope", "nonce"];
  const forbidden = Object.fromEntries([...names, ...more].map((name) => [name, "mine"]));
  const groups = { "cognito:groups": ["Admins"], "cognito:preferred_role": "mine", "dev:a": "b" };
  const details = {
    claimsToAddOrOverride: { ...forbidden, ...groups, harmless: "yes" },
    claimsToSuppress: Object.keys(forbidden),
  };
  const plain = await claimsWith("V2_0", unchanged);
  const { id, access } = await claimsWith(
    "V2_0",
    v2({ idTokenGeneration: details, accessTokenGeneration: details }),
  );
  for (const [now, before] of [
    [id, plain.id],
    [access, plain.access],
  ] as const) {
    expect(now["harmless"]).toBe("yes");
    expect(now["cognito:groups"]).toEqual([group]);
    for (const name of [...names, "cognito:username", "event_id", "cognito:preferred_role"]) {
      expect([name, typeof now[name]]).toEqual([name, typeof before[name]]);
      expect(now[name]).not.toBe("mine");
    }
    expect(now).not.toHaveProperty("nonce");
    expect(now).not.toHaveProperty("dev:a");
  }
  expect(access).toMatchObject({
    client_id: expect.not.stringMatching(/^mine$/),
    username: access["sub"],
    scope: "aws.cognito.signin.user.admin",
  });
});

test("a user of an identity provider keeps the claim that names the account there", async () => {
  const details = {
    claimsToAddOrOverride: { identities: "mine" },
    claimsToSuppress: ["identities"],
  };
  const { pool, events } = await poolWith("V2_0", v2({ idTokenGeneration: details }));
  const response = await fetch(`${cognito.endpoint}/_gatehouse/federated-sign-in`, {
    method: "POST",
    body: JSON.stringify({ ...pool, providerName: "Google", providerUserId: "1234" }),
  });
  const { AuthenticationResult } = (await response.json()) as InitiateAuthCommandOutput;
  expect(events()).toMatchObject([{ triggerSource: "TokenGeneration_HostedAuth" }]);
  expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({
    identities: [{ providerName: "Google", userId: "1234", issuer: null, primary: "true" }],
  });
  expect(claimsOf(AuthenticationResult?.AccessToken)).toMatchObject({ version: 2 });
});

test("an access token whose scope was taken away cannot call the API of users", async () => {
  const { tokens } = await claimsWith(
    "V2_0",
    v2({ accessTokenGeneration: { scopesToSuppress: ["aws.cognito.signin.user.admin"] } }),
  );
  const getUser = new GetUserCommand({ AccessToken: tokens?.AccessToken });
  await expect(cognito.client.send(getUser)).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "Access Token does not have required scopes",
  });
});

describe("nobody is signed in", () => {
  test.each([
    ["V1_0", { claimsOverrideDetails: { claimsToAddOrOverride: { seats: 3 } } }],
    ["V1_0", { claimsOverrideDetails: { claimsToAddOrOverride: { tenants: ["a"] } } }],
    ["V1_0", { claimsOverrideDetails: { claimsToSuppress: "email" } }],
    ["V2_0", { claimsAndScopeOverrideDetails: "none" }],
    [
      "V2_0",
      { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: ["two words"] } } },
    ],
    [
      "V3_0",
      { claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: group } } },
    ],
  ] as const)("by a %s response such as %j", async (version, response) => {
    const { pool, email } = await poolWith(version, answers(response));
    await expect(signIn(cognito, pool, email)).rejects.toMatchObject({
      name: "InvalidLambdaResponseException",
      message: "Unrecognizable lambda output",
    });
  });

  test("by a function that throws", async () => {
    const { pool, email } = await poolWith("V2_0", () => throws("no plan"));
    await expect(signIn(cognito, pool, email)).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PreTokenGeneration failed with error no plan.",
    });
  });
});

describe("a client that signs in for itself", () => {
  async function tokenOf(pool: TestPool) {
    await cognito.client.send(
      new CreateResourceServerCommand({
        UserPoolId: pool.userPoolId,
        Identifier: "photos",
        Name: "Photos",
        Scopes: [{ ScopeName: "read", ScopeDescription: "Read" }],
      }),
    );
    const { UserPoolClient } = await cognito.client.send(
      new CreateUserPoolClientCommand({
        UserPoolId: pool.userPoolId,
        ClientName: "machine",
        GenerateSecret: true,
        AllowedOAuthFlows: ["client_credentials"],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthScopes: ["photos/read"],
      }),
    );
    const { ClientId = "", ClientSecret = "" } = UserPoolClient ?? {};
    const response = await fetch(`${cognito.endpoint}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: ClientId,
        client_secret: ClientSecret,
        aws_client_metadata: JSON.stringify({ environment: "dev" }),
      }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    return { clientId: ClientId, claims: claimsOf(token) };
  }

  test("is told to functions of version 3, which shape its token", async () => {
    const { pool, events } = await poolWith(
      "V3_0",
      v2({
        accessTokenGeneration: {
          claimsToAddOrOverride: { tenant: "a", client_id: "mine", sub: "mine" },
          scopesToAdd: ["photos/write", "aws.cognito.signin.user.admin"],
        },
      }),
    );
    const { clientId, claims } = await tokenOf(pool);
    expect(events()).toEqual([
      {
        version: "3",
        triggerSource: "TokenGeneration_ClientCredentials",
        region,
        userPoolId: pool.userPoolId,
        userName: clientId,
        callerContext: { awsSdkVersion: expect.any(String), clientId },
        request: {
          userAttributes: {},
          groupConfiguration: null,
          scopes: ["photos/read"],
          clientMetadata: { environment: "dev" },
        },
        response: { claimsAndScopeOverrideDetails: null },
      },
    ]);
    expect(claims).toMatchObject({
      sub: clientId,
      client_id: clientId,
      tenant: "a",
      scope: "photos/read photos/write",
    });
  });

  test.each(["V1_0", "V2_0"] as const)(
    "is not told to functions of version %s",
    async (version) => {
      const { pool, events } = await poolWith(version, () => throws("not called"));
      expect((await tokenOf(pool)).claims).toMatchObject({ scope: "photos/read" });
      expect(events()).toEqual([]);
    },
  );
});

describe("the lowest tier", () => {
  const unavailable = { name: "FeatureUnavailableInTierException" };
  const configOf = (LambdaVersion: Version) => ({
    PreTokenGenerationConfig: { LambdaArn: someFunctionArn(), LambdaVersion },
  });

  test("has the first version alone, for new pools and changed ones", async () => {
    const create = (version: Version) =>
      cognito.client.send(
        new CreateUserPoolCommand({
          PoolName: "users",
          UserPoolTier: "LITE",
          LambdaConfig: configOf(version),
        }),
      );
    const { UserPool } = await create("V1_0");
    await expect(create("V2_0")).rejects.toMatchObject(unavailable);
    const update = new UpdateUserPoolCommand({
      UserPoolId: UserPool?.Id,
      UserPoolTier: "LITE",
      LambdaConfig: configOf("V3_0"),
    });
    await expect(cognito.client.send(update)).rejects.toMatchObject(unavailable);
  });
});

import { createHash, randomUUID } from "node:crypto";
import {
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
  CreateUserPoolDomainCommand,
  UpdateUserPoolClientCommand,
  DeleteUserPoolCommand,
  SetUserPoolMfaConfigCommand,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as openid from "openid-client";
import { Secret, TOTP } from "otpauth";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws } from "../../../../support/fake-functions";
import {
  claimsOf,
  codeSentTo,
  createPool,
  password,
  signedInUser,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";
import { Visitor } from "../../../../support/visitor";

let cognito: LocalCognito;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

const callback = "https://app.example.com/callback";
const hosted: Partial<CreateUserPoolClientCommandInput> = {
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
  CallbackURLs: [callback, "myapp://callback"],
  LogoutURLs: ["https://app.example.com/"],
  SupportedIdentityProviders: ["COGNITO"],
};

interface HostedPool extends TestPool {
  readonly base: string;
  /** How an application that is certified for it sees the pool. */
  readonly application: openid.Configuration;
  authorizeUrl(parameters?: Readonly<Record<string, string>>): string;
  visitor(): Visitor;
}

async function hostedPool(
  pool: Partial<CreateUserPoolCommandInput> = {},
  app: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<HostedPool> {
  const made = await createPool(cognito, pool, { ...hosted, ...app });
  const Domain = `pool-${randomUUID().slice(0, 8)}`;
  await cognito.client.send(
    new CreateUserPoolDomainCommand({ UserPoolId: made.userPoolId, Domain }),
  );
  const base = `${cognito.managedLoginEndpoint}/${Domain}`;
  const application = await openid.discovery(
    new URL(`${cognito.endpoint}/${made.userPoolId}/.well-known/openid-configuration`),
    made.clientId,
    made.clientSecret,
    undefined,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- this computer has no TLS
    { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] },
  );
  return {
    ...made,
    base,
    application,
    authorizeUrl: (parameters = {}) =>
      openid.buildAuthorizationUrl(application, {
        redirect_uri: callback,
        scope: "openid email",
        state: "some-state",
        ...parameters,
      }).href,
    visitor: () => new Visitor(cognito.managedLoginEndpoint),
  };
}

/** What an application is told at its callback URL. */
function told(url: string | undefined): Record<string, string> {
  const { searchParams, hash } = new URL(url ?? "");
  const found = hash === "" ? searchParams : new URLSearchParams(hash.slice(1));
  return Object.fromEntries(found);
}

describe("openid-client", () => {
  test("signs a user in with a code and PKCE, refreshes, reads who it is, and revokes", async () => {
    const pool = await hostedPool();
    const { email: username } = await signedInUser(cognito, pool);
    const verifier = openid.randomPKCECodeVerifier();
    const [nonce, state] = [openid.randomNonce(), openid.randomState()];
    const url = pool.authorizeUrl({
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const visitor = pool.visitor();
    const back = await visitor.submit(await visitor.go(url), { username, password });
    const tokens = await openid.authorizationCodeGrant(
      pool.application,
      new URL(back.leftTo ?? ""),
      { expectedNonce: nonce, expectedState: state, pkceCodeVerifier: verifier },
    );
    expect(tokens.claims()).toMatchObject({ email: username, email_verified: true, nonce });
    expect(claimsOf(tokens.access_token)).toMatchObject({ scope: "openid email", version: 2 });
    const sub = tokens.claims()?.sub ?? "";
    const info = await openid.fetchUserInfo(pool.application, tokens.access_token, sub);
    expect(info).toMatchObject({ sub, email: username, email_verified: "true" });
    const refreshToken = tokens.refresh_token ?? "";
    const again = await openid.refreshTokenGrant(pool.application, refreshToken);
    expect(again.claims()?.sub).toBe(sub);
    expect(again.refresh_token).toBeUndefined();
    await openid.tokenRevocation(pool.application, refreshToken);
    await expect(openid.refreshTokenGrant(pool.application, refreshToken)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  test("takes a code once, from its own client, with its own verifier and callback URL", async () => {
    const pool = await hostedPool();
    const { email: username } = await signedInUser(cognito, pool);
    const challenge = createHash("sha256").update("v".repeat(43)).digest("base64url");
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    const visitor = pool.visitor();
    const first = await visitor.submit(await visitor.go(pool.authorizeUrl(pkce)), {
      username,
      password,
    });
    const exchange = async (code: string | undefined, changes: object = {}) => {
      const response = await fetch(`${pool.base}/oauth2/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "authorization_code",
          client_id: pool.clientId,
          code: code ?? "",
          redirect_uri: callback,
          code_verifier: "v".repeat(43),
          ...changes,
        }),
      });
      return (await response.json()) as Record<string, string>;
    };
    // Signed in by now: each visit gives a new code, and asks for nothing.
    const codeOf = async () => told((await visitor.go(pool.authorizeUrl(pkce))).leftTo)["code"];
    const refused = { error: "invalid_grant" };
    expect(await exchange(told(first.leftTo)["code"])).toMatchObject({ token_type: "Bearer" });
    expect(await exchange(told(first.leftTo)["code"])).toMatchObject(refused);
    expect(await exchange(await codeOf(), { code_verifier: "w".repeat(43) })).toMatchObject(
      refused,
    );
    expect(await exchange(await codeOf(), { redirect_uri: `${callback}/` })).toMatchObject(refused);
    const late = await codeOf();
    cognito.clock.turn(6 * 60_000);
    expect(await exchange(late)).toMatchObject(refused);
  });
});

describe("the sign-in pages", () => {
  let pool: HostedPool;
  beforeAll(async () => {
    pool = await hostedPool();
  });

  test("sign a user up, confirm by the code that was sent, and lead back to the application", async () => {
    const visitor = pool.visitor();
    const email = someEmail();
    const login = await visitor.go(pool.authorizeUrl());
    const form = await visitor.follow(login, "Create an account");
    const refused = await visitor.submit(form, { username: email, password: "short" });
    expect(refused.text).toContain("Password did not conform with policy");
    const confirm = await visitor.submit(refused, { username: email, password });
    const wrong = await visitor.submit(confirm, { code: "000000" });
    expect(wrong.text).toContain("Invalid verification code provided");
    const resent = await visitor.submit(wrong, { action: "resend" });
    const done = await visitor.submit(resent, { code: codeSentTo(cognito, email) });
    expect(told(done.leftTo)).toEqual({ code: expect.any(String), state: "some-state" });
  });

  test("reset a password", async () => {
    const visitor = pool.visitor();
    const { email: username } = await signedInUser(cognito, pool);
    const login = await visitor.go(pool.authorizeUrl());
    const form = await visitor.follow(login, "Forgot your password?");
    const change = await visitor.submit(form, { username });
    const back = await visitor.submit(change, {
      code: codeSentTo(cognito, username),
      password: "Another-Horse-7",
    });
    const signedIn = await visitor.submit(back, { username, password: "Another-Horse-7" });
    expect(told(signedIn.leftTo)).toHaveProperty("code");
  });

  test("take no form of another page, and no text for HTML", async () => {
    const visitor = pool.visitor();
    const login = await visitor.go(pool.authorizeUrl());
    const forged = {
      ...login,
      text: login.text.replace(/_csrf" value="[^"]*"/, '_csrf" value="x"'),
    };
    const answer = await visitor.submit(forged, { username: "a", password: "b" });
    expect(answer).toMatchObject({ status: 400, leftTo: undefined });
    const shown = await visitor.go(
      pool.authorizeUrl({ login_hint: '"><script>alert(1)</script>' }),
    );
    expect(shown.text).not.toContain("<script");
  });

  test("let no browser put them into a frame, fetch them, or send them a form of another origin", async () => {
    const statusOf = async (headers: Record<string, string>, method = "GET") =>
      (await fetch(pool.authorizeUrl().replace("/oauth2/authorize", "/login"), { method, headers }))
        .status;
    const site = { "sec-fetch-site": "cross-site" };
    expect(
      await statusOf({ ...site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }),
    ).toBe(403);
    expect(
      await statusOf({ ...site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" }),
    ).toBe(403);
    expect(await statusOf({ origin: "https://evil.example" }, "POST")).toBe(403);
    expect(await statusOf({ origin: cognito.endpoint }, "POST")).toBe(403);
  });

  test("sign a browser out, to a URL of the client's alone", async () => {
    const visitor = pool.visitor();
    const { email: username } = await signedInUser(cognito, pool);
    await visitor.submit(await visitor.go(pool.authorizeUrl()), { username, password });
    expect(told((await visitor.go(pool.authorizeUrl())).leftTo)).toHaveProperty("code");
    const logout = `${pool.base}/logout?client_id=${pool.clientId}&logout_uri=`;
    expect(await visitor.go(`${logout}https://evil.example/`)).toMatchObject({ status: 400 });
    const left = await visitor.go(`${logout}https://app.example.com/`);
    expect(left.leftTo).toBe("https://app.example.com/");
    expect((await visitor.go(pool.authorizeUrl())).text).toContain("Sign in");
  });

  test("tell nobody of a callback URL that is not the client's, letter by letter", async () => {
    const visitor = pool.visitor();
    for (const redirect_uri of [`${callback}/`, "https://evil.example/", callback.toUpperCase()]) {
      expect(await visitor.go(pool.authorizeUrl({ redirect_uri }))).toMatchObject({
        status: 400,
        leftTo: undefined,
      });
    }
    expect(await visitor.go(pool.authorizeUrl({ client_id: "unknown" }))).toMatchObject({
      status: 400,
    });
  });

  test.each([
    ["a scope that the client has not", { scope: "openid phone" }, "invalid_scope"],
    [
      "the implicit grant of a client without it",
      { response_type: "token" },
      "unauthorized_client",
    ],
    ["no response type that there is", { response_type: "id_token" }, "invalid_request"],
    [
      "PKCE without SHA-256",
      { code_challenge: "x".repeat(43), code_challenge_method: "plain" },
      "invalid_request",
    ],
    [
      "a provider that the client does not support",
      { identity_provider: "Google" },
      "invalid_request",
    ],
    ["no page where nobody is signed in", { prompt: "none" }, "login_required"],
  ])("tell the application that it asks for %s", async (_what, parameters, error) => {
    const answer = await pool.visitor().go(pool.authorizeUrl(parameters));
    expect(told(answer.leftTo)).toMatchObject({ error, state: "some-state" });
  });

  test("give tokens in the fragment by the implicit grant", async () => {
    const implicit = await hostedPool({}, { AllowedOAuthFlows: ["implicit"] });
    const { email: username } = await signedInUser(cognito, implicit);
    const visitor = implicit.visitor();
    const login = await visitor.go(implicit.authorizeUrl({ response_type: "token" }));
    const { leftTo = "" } = await visitor.submit(login, { username, password });
    expect(new URL(leftTo).search).toBe("");
    expect(told(leftTo)).toMatchObject({ token_type: "Bearer", state: "some-state" });
    expect(claimsOf(told(leftTo)["id_token"] ?? "")).toMatchObject({ email: username });
  });

  test("set up a second factor where the pool wants one, and ask for it", async () => {
    const strict = await hostedPool();
    await cognito.client.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: strict.userPoolId,
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    );
    const visitor = strict.visitor();
    const email = someEmail();
    const form = await visitor.follow(await visitor.go(strict.authorizeUrl()), "Create an account");
    const confirm = await visitor.submit(form, { username: email, password });
    const setup = await visitor.submit(confirm, { code: codeSentTo(cognito, email) });
    const secret = /<code>([A-Z2-7]+)<\/code>/.exec(setup.text)?.[1] ?? "";
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const wrong = await visitor.submit(setup, { code: "000000" });
    expect(wrong.text).toContain(secret);
    const done = await visitor.submit(wrong, { code: totp.generate() });
    expect(told(done.leftTo)).toHaveProperty("code");
    const other = strict.visitor();
    const asked = await other.submit(await other.go(strict.authorizeUrl()), {
      username: email,
      password,
    });
    const code = totp.generate({ timestamp: Date.now() + 30_000 });
    expect(told((await other.submit(asked, { code })).leftTo)).toHaveProperty("code");
  });
});

describe("an identity provider", () => {
  async function poolWithGoogle(preSignUp?: (event: unknown) => ReturnType<typeof returns>) {
    const sources: string[] = [];
    const triggers = ["PreSignUp", "PostConfirmation", "PostAuthentication", "PreTokenGeneration"];
    const LambdaConfig = Object.fromEntries(triggers.map((name) => [name, someFunctionArn()]));
    for (const [name, arn] of Object.entries(LambdaConfig)) {
      cognito.functions.define(arn, (event) => {
        sources.push((event as { triggerSource: string }).triggerSource);
        return name === "PreSignUp" && preSignUp ? preSignUp(event) : returns(event);
      });
    }
    const pool = await hostedPool({ LambdaConfig });
    await cognito.client.send(
      new CreateIdentityProviderCommand({
        UserPoolId: pool.userPoolId,
        ProviderName: "Google",
        ProviderType: "Google",
        ProviderDetails: { client_id: "c", client_secret: "s", authorize_scopes: "email profile" },
        AttributeMapping: { username: "sub", email: "email", given_name: "given_name" },
      }),
    );
    await cognito.client.send(
      new UpdateUserPoolClientCommand({
        ...hosted,
        UserPoolId: pool.userPoolId,
        ClientId: pool.clientId,
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        SupportedIdentityProviders: ["COGNITO", "Google"],
      }),
    );
    return { ...pool, sources };
  }

  test("signs people up and in through its own page, with mapped attributes and every trigger", async () => {
    const pool = await poolWithGoogle();
    const visitor = pool.visitor();
    const login = await visitor.go(pool.authorizeUrl({ scope: "openid email profile" }));
    const choose = await visitor.follow(login, "Continue with Google");
    expect(choose.text).toContain("accounts.google.com");
    const email = someEmail();
    const sub = `1${Date.now()}`;
    const back = await visitor.submit(choose, { "claim:given_name": "Ann", email, sub });
    const tokens = await openid.authorizationCodeGrant(
      pool.application,
      new URL(back.leftTo ?? ""),
      { expectedState: "some-state" },
    );
    expect(tokens.claims()).toMatchObject({
      "cognito:username": `Google_${sub}`,
      email,
      given_name: "Ann",
      identities: [expect.objectContaining({ providerName: "Google", userId: sub })],
    });
    expect(pool.sources).toEqual([
      "PreSignUp_ExternalProvider",
      "PostConfirmation_ConfirmSignUp",
      "PostAuthentication_Authentication",
      "TokenGeneration_HostedAuth",
    ]);
    // The second time the provider knows them, and nobody signs up.
    const other = pool.visitor();
    const known = await other.go(pool.authorizeUrl({ identity_provider: "Google" }));
    const signedIn = await other.submit(known, { account: sub });
    expect(told(signedIn.leftTo)).toHaveProperty("code");
    expect(pool.sources.slice(4)).toEqual(["PostAuthentication_Authentication"]);
  });

  test("signs in who was linked with an account there", async () => {
    const pool = await poolWithGoogle();
    const { email: username, accessToken } = await signedInUser(cognito, pool);
    const account = `2${Date.now()}`;
    await cognito.client.send(
      new AdminLinkProviderForUserCommand({
        UserPoolId: pool.userPoolId,
        DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: username },
        SourceUser: {
          ProviderName: "Google",
          ProviderAttributeName: "Cognito_Subject",
          ProviderAttributeValue: account,
        },
      }),
    );
    const visitor = pool.visitor();
    const choose = await visitor.go(pool.authorizeUrl({ identity_provider: "Google" }));
    const back = await visitor.submit(choose, { email: username, sub: account });
    const tokens = await openid.authorizationCodeGrant(
      pool.application,
      new URL(back.leftTo ?? ""),
      { expectedState: "some-state" },
    );
    expect(tokens.claims()?.sub).toBe(claimsOf(accessToken)["sub"]);
  });

  test("brings the application the refusal of a trigger", async () => {
    const pool = await poolWithGoogle(() => throws("Not from there"));
    const visitor = pool.visitor();
    const choose = await visitor.go(pool.authorizeUrl({ identity_provider: "Google" }));
    const back = await visitor.submit(choose, { email: someEmail(), sub: `3${Date.now()}` });
    expect(told(back.leftTo)).toEqual({
      error: "invalid_request",
      error_description: "PreSignUp failed with error Not from there.",
      state: "some-state",
    });
  });

  test("brings nobody into a browser that did not begin the sign-in", async () => {
    const pool = await poolWithGoogle();
    const visitor = pool.visitor();
    const choose = await visitor.go(pool.authorizeUrl({ identity_provider: "Google" }));
    const answer = await pool.visitor().submit(choose, { email: someEmail(), sub: "4" });
    expect(answer).toMatchObject({ status: 400, leftTo: undefined });
  });
});

test("a domain is one pool's, and a pool with one is not deleted", async () => {
  const pool = await hostedPool();
  const other = await createPool(cognito);
  const Domain = pool.base.split("/").at(-1) ?? "";
  const { client } = cognito;
  await expect(
    client.send(new CreateUserPoolDomainCommand({ UserPoolId: other.userPoolId, Domain })),
  ).rejects.toThrow("Domain already associated with another user pool.");
  await expect(
    client.send(
      new CreateUserPoolDomainCommand({ UserPoolId: other.userPoolId, Domain: "my-aws" }),
    ),
  ).rejects.toThrow("Domain cannot contain reserved word: aws");
  await expect(
    client.send(new DeleteUserPoolCommand({ UserPoolId: pool.userPoolId })),
  ).rejects.toThrow("It has a domain configured");
});

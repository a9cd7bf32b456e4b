import { createHmac } from "node:crypto";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  claimsOf,
  confirm,
  createPool,
  password,
  signIn,
  signUp,
  signedInUser,
  someEmail,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let open: TestPool;
let hiding: TestPool;

const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  const flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"] as const;
  open = await createPool(cognito, {}, { ExplicitAuthFlows: [...flows] });
  hiding = await createPool(
    cognito,
    {},
    { PreventUserExistenceErrors: "ENABLED", ReadAttributes: ["email"] },
  );
});

async function signInAsAdministrator(pool: TestPool, username: string, secret = password) {
  return cognito.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: secret },
    }),
  );
}

async function createByAdministrator(pool: TestPool) {
  const email = someEmail();
  await cognito.client.send(
    new AdminCreateUserCommand({
      UserPoolId: pool.userPoolId,
      Username: email,
      TemporaryPassword: "Temporary-Pass-1",
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email_verified", Value: "true" }],
    }),
  );
  return email;
}

test.each([
  ["names no attributes to read", () => open],
  ["names the e-mail among what it reads", () => hiding],
])("tokens of a client that %s name the user, the e-mail and the groups", async (_what, of) => {
  const pool = of();
  const email = someEmail();
  const { UserSub: sub } = await signUp(cognito, pool, email);
  await confirm(cognito, pool, email);
  const group = { UserPoolId: pool.userPoolId, GroupName: `group-${email}` };
  await cognito.client.send(new CreateGroupCommand(group));
  await cognito.client.send(new AdminAddUserToGroupCommand({ ...group, Username: email }));
  const tokens = await signIn(cognito, pool, email.toUpperCase());
  const groups = [group.GroupName];
  expect(claimsOf(tokens?.IdToken)).toMatchObject({
    sub,
    email,
    "cognito:username": sub,
    "cognito:groups": groups,
    aud: pool.clientId,
  });
  expect(claimsOf(tokens?.AccessToken)).toMatchObject({
    sub,
    username: sub,
    "cognito:groups": groups,
    client_id: pool.clientId,
  });
});

describe("an unknown user", () => {
  test("is said to be unknown, unless the client hides users", async () => {
    await expect(signIn(cognito, open, someEmail())).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: "User does not exist.",
    });
    await expect(signIn(cognito, hiding, someEmail())).rejects.toMatchObject(wrong);
  });
});

describe("a wrong password", () => {
  test("is refused, to users and administrators in the same words", async () => {
    const { email } = await signedInUser(cognito, open);
    await expect(signIn(cognito, open, email, "Wrong-Horse-9")).rejects.toMatchObject(wrong);
    await expect(signInAsAdministrator(open, email, "Wrong-Horse-9")).rejects.toMatchObject(wrong);
  });

  test("is not looked at for a user who is unconfirmed", async () => {
    const email = someEmail();
    await signUp(cognito, open, email);
    await expect(signIn(cognito, open, email, "Wrong-Horse-9")).rejects.toMatchObject({
      name: "UserNotConfirmedException",
    });
  });

  test("locks the user out after the fifth, twice as long after each further one", async () => {
    const { email } = await signedInUser(cognito, open);
    const fail = () => signIn(cognito, open, email, "Wrong-Horse-9");
    const locked = { name: "NotAuthorizedException", message: "Password attempts exceeded" };
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await expect(fail()).rejects.toMatchObject(wrong);
    }
    await expect(signIn(cognito, open, email)).rejects.toMatchObject(locked);
    cognito.clock.turn(60_000);
    await expect(fail()).rejects.toMatchObject(wrong);
    cognito.clock.turn(1000);
    await expect(signIn(cognito, open, email)).rejects.toMatchObject(locked);
    cognito.clock.turn(1000);
    expect(await signIn(cognito, open, email)).toBeDefined();
  });
});

test("an unconfirmed user is told so, by either way of signing in", async () => {
  const email = someEmail();
  await signUp(cognito, open, email);
  const unconfirmed = { name: "UserNotConfirmedException", message: "User is not confirmed." };
  await expect(signIn(cognito, open, email)).rejects.toMatchObject(unconfirmed);
  await expect(signInAsAdministrator(open, email)).rejects.toMatchObject(unconfirmed);
});

test("a disabled user is told so", async () => {
  const { email } = await signedInUser(cognito, open);
  const input = { UserPoolId: open.userPoolId, Username: email };
  await cognito.client.send(new AdminDisableUserCommand(input));
  await expect(signIn(cognito, open, email)).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "User is disabled.",
  });
});

test("a user whose password an administrator reset has to set a new one", async () => {
  const { email } = await signedInUser(cognito, open);
  const input = { UserPoolId: open.userPoolId, Username: email };
  await cognito.client.send(new AdminResetUserPasswordCommand(input));
  const required = { name: "PasswordResetRequiredException" };
  await expect(signIn(cognito, open, email)).rejects.toMatchObject(required);
  await expect(signInAsAdministrator(open, email)).rejects.toMatchObject(required);
});

describe("a flow that the client does not list", () => {
  test.each([
    ["USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"],
    ["CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."],
    ["ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."],
  ] as const)("is refused: %s", async (AuthFlow, message) => {
    const srpOnly = await createPool(cognito, {}, { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] });
    const input = { ClientId: srpOnly.clientId, AuthFlow };
    const parameters = { USERNAME: someEmail(), PASSWORD: password };
    const command = new InitiateAuthCommand({ ...input, AuthParameters: parameters });
    await expect(cognito.client.send(command)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message,
    });
  });

  test("is refused to administrators too", async () => {
    await expect(signInAsAdministrator(hiding, someEmail())).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Auth flow not enabled for this client",
    });
  });
});

test("a missing password is asked for by name", async () => {
  const input = { ClientId: open.clientId, AuthParameters: { USERNAME: someEmail() } };
  const command = new InitiateAuthCommand({ ...input, AuthFlow: "USER_PASSWORD_AUTH" });
  await expect(cognito.client.send(command)).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Missing required parameter PASSWORD",
  });
});

describe("a refresh token", () => {
  test("gives new tokens for the same user", async () => {
    const { email, refreshToken } = await signedInUser(cognito, hiding);
    const { AuthenticationResult } = await cognito.client.send(
      new InitiateAuthCommand({
        ClientId: hiding.clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      }),
    );
    expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ email });
    expect(AuthenticationResult?.RefreshToken).toBeUndefined();
  });

  test("of a disabled user is refused, also once the user is enabled again", async () => {
    const { email, refreshToken } = await signedInUser(cognito, open);
    const user = { UserPoolId: open.userPoolId, Username: email };
    const refresh = () =>
      cognito.client.send(
        new InitiateAuthCommand({
          ClientId: open.clientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN: refreshToken },
        }),
      );
    await cognito.client.send(new AdminDisableUserCommand(user));
    await expect(refresh()).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Refresh Token has been revoked",
    });
    await cognito.client.send(new AdminEnableUserCommand(user));
    await expect(refresh()).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });

  test("of another client is refused", async () => {
    const other = await cognito.client.send(
      new CreateUserPoolClientCommand({ UserPoolId: open.userPoolId, ClientName: "other" }),
    );
    const { refreshToken } = await signedInUser(cognito, open);
    const command = new InitiateAuthCommand({
      ClientId: other.UserPoolClient?.ClientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    });
    await expect(cognito.client.send(command)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Invalid Refresh Token",
    });
  });

  test("that was never given is refused, to administrators too", async () => {
    const input = {
      ClientId: open.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH" as const,
      AuthParameters: { REFRESH_TOKEN: "never-given" },
    };
    const refused = { name: "NotAuthorizedException" };
    await expect(cognito.client.send(new InitiateAuthCommand(input))).rejects.toMatchObject(
      refused,
    );
    const asAdministrator = new AdminInitiateAuthCommand({ ...input, UserPoolId: open.userPoolId });
    await expect(cognito.client.send(asAdministrator)).rejects.toMatchObject(refused);
  });
});

describe("a revoked refresh token", () => {
  const revoke = (refreshToken: string) =>
    cognito.client.send(new RevokeTokenCommand({ ClientId: open.clientId, Token: refreshToken }));

  test("ends its sign-in, and no other of the same user", async () => {
    const { email, accessToken, refreshToken } = await signedInUser(cognito, open);
    const other = await signIn(cognito, open, email);
    await revoke(refreshToken);
    const refresh = { ClientId: open.clientId, RefreshToken: refreshToken };
    await expect(
      cognito.client.send(new GetTokensFromRefreshTokenCommand(refresh)),
    ).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Refresh Token has been revoked",
    });
    const getUser = new GetUserCommand({ AccessToken: accessToken });
    await expect(cognito.client.send(getUser)).rejects.toMatchObject({
      message: "Access Token has been revoked",
    });
    await cognito.client.send(new GetUserCommand({ AccessToken: other?.AccessToken }));
  });

  test("can be revoked again, an access token cannot", async () => {
    const { accessToken, refreshToken } = await signedInUser(cognito, open);
    await revoke(refreshToken);
    await revoke(refreshToken);
    await expect(revoke(accessToken)).rejects.toMatchObject({
      name: "UnsupportedTokenTypeException",
    });
  });
});

test("GetTokensFromRefreshToken gives new tokens for the same user", async () => {
  const { email, refreshToken } = await signedInUser(cognito, open);
  const input = { ClientId: open.clientId, RefreshToken: refreshToken };
  const { AuthenticationResult } = await cognito.client.send(
    new GetTokensFromRefreshTokenCommand(input),
  );
  expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ email });
});

test("a client with a secret signs in with its proof, in any case of the name", async () => {
  const secret = await createPool(
    cognito,
    {},
    {
      GenerateSecret: true,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    },
  );
  const email = await createByAdministrator(secret);
  const proof = (name: string) =>
    createHmac("sha256", secret.clientSecret ?? "")
      .update(name + secret.clientId)
      .digest("base64");
  const signInAs = (parameters: Record<string, string>) =>
    cognito.client.send(
      new InitiateAuthCommand({
        ClientId: secret.clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { PASSWORD: "Temporary-Pass-1", ...parameters },
      }),
    );
  await expect(signInAs({ USERNAME: email })).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: expect.stringContaining("SECRET_HASH was not received"),
  });
  const name = email.toUpperCase();
  expect(await signInAs({ USERNAME: name, SECRET_HASH: proof(name) })).toMatchObject({
    ChallengeName: "NEW_PASSWORD_REQUIRED",
  });
});

describe("a user made by an administrator", () => {
  const respond = (session: string | undefined, responses: Record<string, string>) =>
    cognito.client.send(
      new RespondToAuthChallengeCommand({
        ClientId: open.clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session: session,
        ChallengeResponses: responses,
      }),
    );

  test("is asked for a password of their own, and signed in with it", async () => {
    const email = await createByAdministrator(open);
    const { Session, ...challenge } = await signInAsAdministrator(open, email, "Temporary-Pass-1");
    const { username } = await userOf(cognito, open, email);
    expect(challenge).toMatchObject({
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ChallengeParameters: { USER_ID_FOR_SRP: username, requiredAttributes: "[]" },
    });
    expect(JSON.parse(challenge.ChallengeParameters?.["userAttributes"] ?? "")).toEqual({
      email,
      email_verified: "true",
    });
    const weak = respond(Session, { USERNAME: email, NEW_PASSWORD: "weak" });
    await expect(weak).rejects.toMatchObject({ name: "InvalidPasswordException" });
    const { AuthenticationResult } = await respond(Session, {
      USERNAME: email.toUpperCase(),
      NEW_PASSWORD: password,
      "userAttributes.given_name": "Ada",
    });
    expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ email });
    expect(await userOf(cognito, open, email)).toMatchObject({
      status: "CONFIRMED",
      attributes: { given_name: "Ada" },
    });
  });

  test("cannot answer in a session that was never opened", async () => {
    const email = await createByAdministrator(open);
    const responses = { USERNAME: email, NEW_PASSWORD: password };
    await expect(respond("no-such-session-0123456789", responses)).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
  });
});

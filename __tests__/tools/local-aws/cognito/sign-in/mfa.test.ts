import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  VerifySoftwareTokenCommand,
  type ChallengeNameType,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { duringTests } from "../../../../support/during-tests";
import { authenticate, identityUser, sendToken } from "../../../../support/identity-client";
import {
  createPool,
  password,
  signedInUser,
  someEmail,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let optional: TestPool;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  optional = await poolWith("OPTIONAL");
});

async function poolWith(
  MfaConfiguration: "ON" | "OPTIONAL",
  settings: Parameters<typeof createPool>[1] = {},
) {
  const pool = await createPool(cognito, settings, {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"],
  });
  await cognito.client.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: pool.userPoolId,
      MfaConfiguration,
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  return pool;
}

/** What the user's app shows; `steps` half minutes from now, since a code is good once. */
function codeOf(secret: string | undefined, steps = 0): string {
  const token = new TOTP({ secret: Secret.fromBase32(secret ?? "") });
  return token.generate({ timestamp: Date.now() + steps * 30_000 });
}

function wrongCodeFor(secret: string | undefined): string {
  const near = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps));
  const candidates = ["000000", "111111", "222222", "333333", "444444", "555555"];
  return candidates.find((code) => !near.includes(code)) ?? "";
}

/** A user of the pool who has set up a token by access token, and asked for it. */
async function userWithToken(pool: TestPool, name = someEmail()) {
  const { email, accessToken } = await signedInUser(cognito, pool, name);
  const { SecretCode } = await cognito.client.send(
    new AssociateSoftwareTokenCommand({ AccessToken: accessToken }),
  );
  await cognito.client.send(
    new VerifySoftwareTokenCommand({
      AccessToken: accessToken,
      UserCode: codeOf(SecretCode),
      FriendlyDeviceName: "phone",
    }),
  );
  await cognito.client.send(
    new SetUserMFAPreferenceCommand({
      AccessToken: accessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );
  return { email, accessToken, secret: SecretCode };
}

const start = ({ clientId }: TestPool, username: string, secret = password) =>
  cognito.client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: secret },
    }),
  );

const respond = (
  { clientId }: TestPool,
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  ChallengeResponses: Record<string, string>,
) =>
  cognito.client.send(
    new RespondToAuthChallengeCommand({
      ClientId: clientId,
      ChallengeName,
      Session,
      ChallengeResponses,
    }),
  );

describe("a user with a token", () => {
  test("signs in with password and code, and with no wrong code", async () => {
    const { email, secret } = await userWithToken(optional);
    const asked = await start(optional, email);
    expect(asked).toMatchObject({
      ChallengeName: "SOFTWARE_TOKEN_MFA",
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: "phone" },
    });
    expect(asked.AuthenticationResult).toBeUndefined();
    const answer = (code: string) =>
      respond(optional, "SOFTWARE_TOKEN_MFA", asked.Session, {
        USERNAME: email,
        SOFTWARE_TOKEN_MFA_CODE: code,
      });
    await expect(answer(wrongCodeFor(secret))).rejects.toMatchObject({
      name: "CodeMismatchException",
    });
    expect((await answer(codeOf(secret, 1))).AuthenticationResult).toHaveProperty("IdToken");
  });

  test("signs in through Cognito's own client", async () => {
    const { email, secret } = await userWithToken(optional);
    const user = identityUser(cognito, optional, email);
    expect(await authenticate(user, password)).toEqual({ kind: "token-wanted" });
    expect(await sendToken(user, codeOf(secret, 1))).toMatchObject({ kind: "signed-in" });
  });

  test("cannot use a code twice", async () => {
    const { email, secret } = await userWithToken(optional);
    const code = codeOf(secret, 1);
    const attempt = async () => {
      const { Session } = await start(optional, email);
      const responses = { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code };
      return respond(optional, "SOFTWARE_TOKEN_MFA", Session, responses);
    };
    await attempt();
    await expect(attempt()).rejects.toMatchObject({ name: "ExpiredCodeException" });
  });

  test("cannot try codes for ever in one session", async () => {
    const { email, secret } = await userWithToken(optional);
    const { Session } = await start(optional, email);
    const answer = (code: string) =>
      respond(optional, "SOFTWARE_TOKEN_MFA", Session, {
        USERNAME: email,
        SOFTWARE_TOKEN_MFA_CODE: code,
      });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(answer(wrongCodeFor(secret))).rejects.toMatchObject({
        name: "CodeMismatchException",
      });
    }
    await expect(answer(codeOf(secret, 1))).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
  });

  test("is seen to have it, by themselves and by an administrator", async () => {
    const { email, accessToken } = await userWithToken(optional);
    const seen = {
      UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
      PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
    };
    const target = { UserPoolId: optional.userPoolId, Username: email };
    expect(await cognito.client.send(new AdminGetUserCommand(target))).toMatchObject(seen);
    const own = new GetUserCommand({ AccessToken: accessToken });
    expect(await cognito.client.send(own)).toMatchObject(seen);
  });

  test("is no longer asked once an administrator has switched it off", async () => {
    const { email } = await userWithToken(optional);
    await cognito.client.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: optional.userPoolId,
        Username: email,
        SoftwareTokenMfaSettings: { Enabled: false },
      }),
    );
    expect((await start(optional, email)).AuthenticationResult).toHaveProperty("IdToken");
  });
});

test("a token is not taken without a right code, nor preferred without a token", async () => {
  const { accessToken } = await signedInUser(cognito, optional);
  const { SecretCode } = await cognito.client.send(
    new AssociateSoftwareTokenCommand({ AccessToken: accessToken }),
  );
  const verify = new VerifySoftwareTokenCommand({
    AccessToken: accessToken,
    UserCode: wrongCodeFor(SecretCode),
  });
  await expect(cognito.client.send(verify)).rejects.toMatchObject({
    name: "EnableSoftwareTokenMFAException",
  });
  const prefer = new SetUserMFAPreferenceCommand({
    AccessToken: accessToken,
    SoftwareTokenMfaSettings: { Enabled: true },
  });
  await expect(cognito.client.send(prefer)).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("where everybody needs a token, a new user sets one up before the first tokens", async () => {
  const pool = await poolWith("ON");
  const email = someEmail();
  await cognito.client.send(
    new AdminCreateUserCommand({
      UserPoolId: pool.userPoolId,
      Username: email,
      TemporaryPassword: "Temporary-Pass-1",
      MessageAction: "SUPPRESS",
    }),
  );
  const first = await start(pool, email, "Temporary-Pass-1");
  const chosen = { USERNAME: email, NEW_PASSWORD: password };
  const asked = await respond(pool, "NEW_PASSWORD_REQUIRED", first.Session, chosen);
  expect(asked).toMatchObject({
    ChallengeName: "MFA_SETUP",
    ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
  });
  const tooEarly = respond(pool, "MFA_SETUP", asked.Session, { USERNAME: email });
  await expect(tooEarly).rejects.toMatchObject({ name: "NotAuthorizedException" });

  const again = await start(pool, email);
  const associated = await cognito.client.send(
    new AssociateSoftwareTokenCommand({ Session: again.Session }),
  );
  const verified = await cognito.client.send(
    new VerifySoftwareTokenCommand({
      Session: associated.Session,
      UserCode: codeOf(associated.SecretCode),
    }),
  );
  expect(verified.Status).toBe("SUCCESS");
  const done = await respond(pool, "MFA_SETUP", verified.Session, { USERNAME: email });
  expect(done.AuthenticationResult).toHaveProperty("IdToken");
  expect(await start(pool, email)).toMatchObject({ ChallengeName: "SOFTWARE_TOKEN_MFA" });
});

test("a user who wants codes by text message gets one, and only that one is right", async () => {
  const { email, accessToken } = await signedInUser(cognito, optional);
  const UserAttributes = [{ Name: "phone_number", Value: "+4915112345678" }];
  const target = { UserPoolId: optional.userPoolId, Username: email };
  await cognito.client.send(new AdminUpdateUserAttributesCommand({ ...target, UserAttributes }));
  const SMSMfaSettings = { Enabled: true, PreferredMfa: true };
  await cognito.client.send(
    new SetUserMFAPreferenceCommand({ AccessToken: accessToken, SMSMfaSettings }),
  );
  const asked = await start(optional, email);
  expect(asked).toMatchObject({
    ChallengeName: "SMS_MFA",
    ChallengeParameters: { CODE_DELIVERY_DESTINATION: "+*******5678" },
  });
  const sent = cognito.outbox.read("+4915112345678")[0];
  const answer = (code: string) =>
    respond(optional, "SMS_MFA", asked.Session, { USERNAME: email, SMS_MFA_CODE: code });
  const wrongCode = sent?.code === "123456" ? "654321" : "123456";
  await expect(answer(wrongCode)).rejects.toMatchObject({ name: "CodeMismatchException" });
  expect((await answer(sent?.code ?? "")).AuthenticationResult).toHaveProperty("IdToken");
});

test("a second factor goes with its user: who gets the name later is not asked for it", async () => {
  const pool = await poolWith("OPTIONAL", { UsernameAttributes: [] });
  const { email: username } = await userWithToken(pool, `ann-${randomUUID()}`);
  expect((await start(pool, username)).ChallengeName).toBe("SOFTWARE_TOKEN_MFA");

  const user = { UserPoolId: pool.userPoolId, Username: username };
  await cognito.client.send(new AdminDeleteUserCommand(user));
  await signedInUser(cognito, pool, username);

  expect((await start(pool, username)).AuthenticationResult).toBeDefined();
});

describe("where everybody needs a second factor", () => {
  const sender = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };

  test("who has a phone gets a code at once; who has none learns what can be set up", async () => {
    const pool = await createPool(
      cognito,
      { UsernameAttributes: [], MfaConfiguration: "ON", SmsConfiguration: sender },
      { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] },
    );
    const [reachable, other] = [`ann-${randomUUID()}`, `bob-${randomUUID()}`];
    await administered(pool, reachable, { phone_number: "+4915187654321" });
    await administered(pool, other);

    const asked = await start(pool, reachable);
    expect(asked.ChallengeName).toBe("SMS_MFA");
    const code = cognito.outbox.read("+4915187654321")[0]?.code ?? "";
    const responses = { USERNAME: reachable, SMS_MFA_CODE: code };
    const done = await respond(pool, "SMS_MFA", asked.Session, responses);
    expect(done.AuthenticationResult).toHaveProperty("IdToken");

    const setup = await start(pool, other);
    expect(setup.ChallengeParameters).toMatchObject({ MFAS_CAN_SETUP: '["SMS_MFA"]' });
    await expect(
      cognito.client.send(new AssociateSoftwareTokenCommand({ Session: setup.Session })),
    ).rejects.toMatchObject({ name: "SoftwareTokenMFANotFoundException" });
  });

  test("an address that the user gives is theirs once they know the code", async () => {
    const pool = await createPool(
      cognito,
      {
        UsernameAttributes: [],
        EmailConfiguration: {
          EmailSendingAccount: "DEVELOPER",
          SourceArn: "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        },
      },
      { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] },
    );
    await cognito.client.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.userPoolId,
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
        EmailMfaConfiguration: { Message: "Your code is {####}", Subject: "Your code" },
      }),
    );
    const username = `cay-${randomUUID()}`;
    await administered(pool, username);
    const email = someEmail();
    const attributes = async () => {
      const target = { UserPoolId: pool.userPoolId, Username: username };
      const { UserAttributes = [] } = await cognito.client.send(new AdminGetUserCommand(target));
      return UserAttributes.map(({ Name, Value }) => `${Name ?? ""}=${Value ?? ""}`);
    };

    const setup = await start(pool, username);
    expect(setup.ChallengeParameters).toMatchObject({
      MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]',
    });
    const given = { USERNAME: username, EMAIL: email };
    const asked = await respond(pool, "MFA_SETUP", setup.Session, given);
    expect(asked.ChallengeName).toBe("EMAIL_OTP");
    expect(await attributes()).not.toContain(`email=${email}`);
    const code = cognito.outbox.read(email)[0]?.code ?? "";
    const responses = { USERNAME: username, EMAIL_OTP_CODE: code };
    const done = await respond(pool, "EMAIL_OTP", asked.Session, responses);
    expect(done.AuthenticationResult).toHaveProperty("IdToken");
    expect(await attributes()).toEqual(
      expect.arrayContaining([`email=${email}`, "email_verified=true"]),
    );
    expect((await start(pool, username)).ChallengeName).toBe("EMAIL_OTP");
  });

  async function administered(
    { userPoolId }: TestPool,
    Username: string,
    attributes: Readonly<Record<string, string>> = {},
  ) {
    const target = { UserPoolId: userPoolId, Username };
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const made = { ...target, UserAttributes, MessageAction: "SUPPRESS" as const };
    await cognito.client.send(new AdminCreateUserCommand(made));
    const Password = password;
    await cognito.client.send(
      new AdminSetUserPasswordCommand({ ...target, Password, Permanent: true }),
    );
  }
});

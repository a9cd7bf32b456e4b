import {
  AdminGetUserAuthFactorsCommand,
  AdminInitiateAuthCommand,
  AdminSetUserMFAPreferenceCommand,
  GetUserAuthFactorsCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
  type ChallengeNameType,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  claimsOf,
  codeSentTo,
  createPool,
  password,
  signedInUser,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let pool: TestPool;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

const choosing = {
  Policies: {
    PasswordPolicy: { MinimumLength: 12 },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD" as const, "EMAIL_OTP" as const] },
  },
};
const app = {
  ExplicitAuthFlows: ["ALLOW_USER_AUTH" as const, "ALLOW_USER_PASSWORD_AUTH" as const],
  PreventUserExistenceErrors: "ENABLED" as const,
};

beforeAll(async () => {
  pool = await createPool(cognito, choosing, app);
});

const begin = ({ clientId }: TestPool, username: string, parameters = {}) =>
  cognito.client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: username, ...parameters },
    }),
  );
const respond = (
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  ChallengeResponses: Record<string, string>,
) =>
  cognito.client.send(
    new RespondToAuthChallengeCommand({
      ClientId: pool.clientId,
      ChallengeName,
      Session,
      ChallengeResponses,
    }),
  );

test("a user chooses a code by e-mail, and only the one that was sent signs them in", async () => {
  const { email } = await signedInUser(cognito, pool);
  const choice = await begin(pool, email);
  expect(choice.ChallengeName).toBe("SELECT_CHALLENGE");
  expect(choice.AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
  const sent = await respond("SELECT_CHALLENGE", choice.Session, {
    USERNAME: email,
    ANSWER: "EMAIL_OTP",
  });
  expect(sent.ChallengeParameters).toMatchObject({ CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL" });
  const code = codeSentTo(cognito, email);
  const wrong = code === "111111" ? "222222" : "111111";
  const answer = (EMAIL_OTP_CODE: string) =>
    respond("EMAIL_OTP", sent.Session, { USERNAME: email, EMAIL_OTP_CODE });
  await expect(answer(wrong)).rejects.toMatchObject({ name: "CodeMismatchException" });
  const { AuthenticationResult } = await answer(code);
  expect(claimsOf(AuthenticationResult?.IdToken ?? "")).toMatchObject({ email });
});

test("a client that prefers a factor gets it at once; else the choice", async () => {
  const { email } = await signedInUser(cognito, pool);
  const preferred = await begin(pool, email, {
    PREFERRED_CHALLENGE: "PASSWORD",
    PASSWORD: password,
  });
  expect(preferred).toHaveProperty("AuthenticationResult.IdToken");
  expect(await begin(pool, email, { PREFERRED_CHALLENGE: "EMAIL_OTP" })).toMatchObject({
    ChallengeName: "EMAIL_OTP",
  });
  expect(await begin(pool, email, { PREFERRED_CHALLENGE: "SMS_OTP" })).toMatchObject({
    ChallengeName: "SELECT_CHALLENGE",
  });
  expect(
    await begin(pool, email, { PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: "ab" }),
  ).toMatchObject({ ChallengeName: "PASSWORD_VERIFIER" });
  const asked = await begin(pool, email, { PREFERRED_CHALLENGE: "PASSWORD" });
  const done = await respond("PASSWORD", asked.Session, { USERNAME: email, PASSWORD: password });
  expect(done).toHaveProperty("AuthenticationResult.IdToken");
});

test("a stranger does not learn who exists", async () => {
  const choice = await begin(pool, "nobody@example.com");
  expect(choice.AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
  await expect(
    respond("SELECT_CHALLENGE", choice.Session, {
      USERNAME: "nobody@example.com",
      ANSWER: "PASSWORD",
      PASSWORD: password,
    }),
  ).rejects.toThrow("Incorrect username or password.");
});

test("who has a second factor begins with a password", async () => {
  const strict = await createPool(cognito, choosing, app);
  const { email, accessToken } = await signedInUser(cognito, strict);
  const { userPoolId } = strict;
  await cognito.client.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: userPoolId,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  const own = new GetUserAuthFactorsCommand({ AccessToken: accessToken });
  expect(await cognito.client.send(own)).toMatchObject({
    ConfiguredUserAuthFactors: ["PASSWORD", "EMAIL_OTP"],
  });
  await cognito.client.send(
    new AdminSetUserMFAPreferenceCommand({
      UserPoolId: userPoolId,
      Username: email,
      EmailMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );
  const factors = new AdminGetUserAuthFactorsCommand({ UserPoolId: userPoolId, Username: email });
  expect(await cognito.client.send(factors)).toMatchObject({
    PreferredMfaSetting: "EMAIL_OTP",
    ConfiguredUserAuthFactors: ["PASSWORD"],
  });
  expect((await begin(strict, email)).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
  const second = await begin(strict, email, {
    PREFERRED_CHALLENGE: "PASSWORD",
    PASSWORD: password,
  });
  expect(second.ChallengeName).toBe("EMAIL_OTP");
});

test("a client without the flow is refused", async () => {
  const other = await createPool(cognito, choosing);
  await expect(begin(other, "nobody@example.com")).rejects.toThrow(
    "USER_AUTH is not enabled for the client.",
  );
  const admin = new AdminInitiateAuthCommand({
    UserPoolId: pool.userPoolId,
    ClientId: pool.clientId,
    AuthFlow: "USER_AUTH",
    AuthParameters: { USERNAME: "nobody@example.com" },
  });
  expect(await cognito.client.send(admin)).toMatchObject({ ChallengeName: "SELECT_CHALLENGE" });
});

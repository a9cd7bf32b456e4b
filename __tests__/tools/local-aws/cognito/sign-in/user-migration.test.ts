import {
  AdminInitiateAuthCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import type { InvocationResult } from "../../../../../tools/local-aws/lambda/functions";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws } from "../../../../support/fake-functions";
import { authenticate, identityUser } from "../../../../support/identity-client";
import {
  codeSentTo,
  claimsOf,
  createPool,
  password,
  signIn,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;

const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

interface MigrationEvent {
  readonly triggerSource: string;
  readonly userName: string;
  readonly request: { readonly password?: string };
}

type Legacy = (event: MigrationEvent) => object | InvocationResult;

/** The directory that most tests migrate from: it has everybody, with one password. */
const everybody: Legacy = ({ userName, request }) =>
  request.password === undefined || request.password === password
    ? {
        userAttributes: { email: userName, email_verified: "true", given_name: "Ada" },
        finalUserStatus: "CONFIRMED",
        messageAction: "SUPPRESS",
      }
    : throws("Bad password");

async function poolMigratingFrom(legacy: Legacy, app: { readonly hiding?: boolean } = {}) {
  const [migration, confirmation] = [someFunctionArn(), someFunctionArn()];
  cognito.functions.define(migration, (event: MigrationEvent) => {
    const response = legacy(event);
    return "outcome" in response ? response : returns({ ...event, response });
  });
  cognito.functions.define(confirmation, (event) => returns(event));
  const pool = await createPool(
    cognito,
    { LambdaConfig: { UserMigration: migration, PostConfirmation: confirmation } },
    {
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
      ],
      ...(app.hiding === true && { PreventUserExistenceErrors: "ENABLED" as const }),
    },
  );
  const events = () =>
    cognito.functions.of(migration).map(({ payload }) => payload as MigrationEvent);
  return { ...pool, migration, confirmation, events };
}

async function usersOf({ userPoolId }: TestPool) {
  const { Users } = await cognito.client.send(new ListUsersCommand({ UserPoolId: userPoolId }));
  return Users ?? [];
}

describe("a user whom the pool does not have", () => {
  test("signs in with the old password, and is in the pool from then on", async () => {
    const pool = await poolMigratingFrom(everybody);
    const email = someEmail();
    const tokens = await signIn(cognito, pool, email);
    expect(claimsOf(tokens?.IdToken)).toMatchObject({ email, given_name: "Ada" });
    expect(await userOf(cognito, pool, email)).toMatchObject({
      status: "CONFIRMED",
      attributes: { email_verified: "true" },
    });
    // The next ones are the pool's own: in any case of the name, and without showing the password.
    await signIn(cognito, pool, email.toUpperCase());
    const outcome = await authenticate(identityUser(cognito, pool, email), password);
    expect(outcome.kind).toBe("signed-in");
    expect(pool.events()).toHaveLength(1);
    await expect(signIn(cognito, pool, email, "Wrong-Horse-9")).rejects.toMatchObject(wrong);
  });

  test("is asked for with the name and password as given, and the client's data", async () => {
    const pool = await poolMigratingFrom(everybody);
    const email = someEmail();
    await cognito.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool.userPoolId,
        ClientId: pool.clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: password },
        ClientMetadata: { tenant: "acme" },
      }),
    );
    expect(pool.events()).toMatchObject([
      {
        triggerSource: "UserMigration_Authentication",
        userName: email,
        request: { password, validationData: { tenant: "acme" } },
      },
    ]);
  });

  test("is made once, when two sign-ins come at once", async () => {
    const pool = await poolMigratingFrom(everybody);
    const email = someEmail();
    await Promise.all([signIn(cognito, pool, email), signIn(cognito, pool, email)]);
    expect(await usersOf(pool)).toHaveLength(1);
  });

  test("is told to no post confirmation trigger", async () => {
    const pool = await poolMigratingFrom(everybody);
    await signIn(cognito, pool, someEmail());
    expect(cognito.functions.of(pool.confirmation)).toEqual([]);
  });

  test("keeps a password that the pool's policy would refuse today", async () => {
    const pool = await poolMigratingFrom(({ userName }) => ({
      userAttributes: { email: userName },
    }));
    const email = someEmail();
    await signIn(cognito, pool, email, "old");
    expect(await signIn(cognito, pool, email, "old")).toHaveProperty("IdToken");
  });

  test("has to set a new password where the function says so", async () => {
    const pool = await poolMigratingFrom(({ userName }) => ({
      userAttributes: { email: userName, email_verified: "true" },
      finalUserStatus: "RESET_REQUIRED",
    }));
    const email = someEmail();
    await expect(signIn(cognito, pool, email)).rejects.toMatchObject({
      name: "PasswordResetRequiredException",
    });
    expect(await userOf(cognito, pool, email)).toMatchObject({ status: "RESET_REQUIRED" });
  });

  test("is not asked for when the password does not come along, as by SRP", async () => {
    const pool = await poolMigratingFrom(everybody);
    const attempt = authenticate(identityUser(cognito, pool, someEmail()), password);
    await expect(attempt).rejects.toMatchObject({ name: "UserNotFoundException" });
    expect(pool.events()).toEqual([]);
  });
});

describe("when the function", () => {
  test("throws, the client is told, and no user is made", async () => {
    const pool = await poolMigratingFrom(everybody);
    await expect(signIn(cognito, pool, someEmail(), "Wrong-Horse-9")).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "UserMigration failed with error Bad password.",
    });
    expect(await usersOf(pool)).toEqual([]);
  });

  test.each([
    ["answers with nothing", () => ({})],
    ["answers with no attributes", () => ({ userAttributes: {} })],
    ["cannot be called", () => ({ outcome: "not-found" as const })],
  ])("%s, the user is said not to be there", async (_what, legacy) => {
    const pool = await poolMigratingFrom(legacy);
    await expect(signIn(cognito, pool, someEmail())).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: `Exception migrating user in app client ${pool.clientId}`,
    });
  });

  test.each([
    ["finalUserStatus", { finalUserStatus: "ARCHIVED" }],
    ["messageAction", { messageAction: "SHOUT" }],
  ])("answers with a wrong %s, that is named", async (member, changes) => {
    const pool = await poolMigratingFrom((event) => ({ ...everybody(event), ...changes }));
    await expect(signIn(cognito, pool, someEmail())).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: `Error during migration: Invalid ${member}`,
    });
  });

  test("answers with an attribute that the pool does not have, that is named", async () => {
    const pool = await poolMigratingFrom(() => ({ userAttributes: { "custom:none": "1" } }));
    await expect(signIn(cognito, pool, someEmail())).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: expect.stringContaining("custom:none"),
    });
    expect(await usersOf(pool)).toEqual([]);
  });

  test.each([
    ["throws", () => throws("Bad password")],
    ["answers with nothing", () => ({})],
  ])("%s, a client that hides users cannot tell", async (_what, legacy) => {
    const pool = await poolMigratingFrom(legacy, { hiding: true });
    await expect(signIn(cognito, pool, someEmail())).rejects.toMatchObject(wrong);
  });
});

describe("a forgotten password of a user whom the pool does not have", () => {
  const forgot = ({ clientId }: TestPool, Username: string) =>
    cognito.client.send(
      new ForgotPasswordCommand({
        ClientId: clientId,
        Username,
        ClientMetadata: { tenant: "acme" },
      }),
    );

  test("makes the user and sends a code, with which they set a new one", async () => {
    const pool = await poolMigratingFrom(everybody);
    const email = someEmail();
    const { CodeDeliveryDetails } = await forgot(pool, email);
    expect(CodeDeliveryDetails).toMatchObject({ AttributeName: "email", DeliveryMedium: "EMAIL" });
    const [event] = pool.events();
    expect(event).toMatchObject({
      triggerSource: "UserMigration_ForgotPassword",
      userName: email,
      request: { clientMetadata: { tenant: "acme" } },
    });
    expect(event?.request).not.toHaveProperty("password");
    expect(await userOf(cognito, pool, email)).toMatchObject({ status: "RESET_REQUIRED" });
    await expect(signIn(cognito, pool, email)).rejects.toMatchObject({
      name: "PasswordResetRequiredException",
    });
    const code = { ConfirmationCode: codeSentTo(cognito, email), Password: "Another-Horse-9" };
    await cognito.client.send(
      new ConfirmForgotPasswordCommand({ ClientId: pool.clientId, Username: email, ...code }),
    );
    expect(await signIn(cognito, pool, email, "Another-Horse-9")).toHaveProperty("IdToken");
  });

  test("looks like any other to a client that hides users, if there is no such user", async () => {
    const pool = await poolMigratingFrom(() => throws("No such user"), { hiding: true });
    const email = someEmail();
    expect((await forgot(pool, email)).CodeDeliveryDetails).toMatchObject({
      Destination: "u***@e***",
    });
    expect(await usersOf(pool)).toEqual([]);
  });
});

test("the password is in no answer, whatever becomes of the sign-in", async () => {
  const pool = await poolMigratingFrom(() => throws("Bad password"));
  const secret = "Correct-Horse-9-and-more";
  const attempt = cognito.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: someEmail(), PASSWORD: secret },
    }),
  );
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  expect(JSON.stringify(error) + String(error)).not.toContain(secret);
});

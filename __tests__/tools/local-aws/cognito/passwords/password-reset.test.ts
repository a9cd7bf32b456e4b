import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  codeSentTo,
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

const newPassword = "Another-Horse-7";

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  open = await createPool(cognito);
  hiding = await createPool(cognito, {}, { PreventUserExistenceErrors: "ENABLED" });
});

const forgot = (pool: TestPool, Username: string) =>
  cognito.client.send(new ForgotPasswordCommand({ ClientId: pool.clientId, Username }));

const reset = (
  pool: TestPool,
  Username: string,
  Password = newPassword,
  code = codeSentTo(cognito, Username),
) =>
  cognito.client.send(
    new ConfirmForgotPasswordCommand({
      ClientId: pool.clientId,
      Username,
      Password,
      ConfirmationCode: code,
    }),
  );

const administer = (pool: TestPool, Username: string) => ({
  UserPoolId: pool.userPoolId,
  Username,
});

test("a forgotten password is replaced by a new one", async () => {
  const { email } = await signedInUser(cognito, open);
  const { CodeDeliveryDetails } = await forgot(open, email.toUpperCase());
  expect(CodeDeliveryDetails).toEqual({
    AttributeName: "email",
    DeliveryMedium: "EMAIL",
    Destination: "u***@e***",
  });
  await reset(open, email);
  expect(await signIn(cognito, open, email, newPassword)).toBeDefined();
  await expect(signIn(cognito, open, email, password)).rejects.toMatchObject({
    name: "NotAuthorizedException",
  });
});

test("a code serves once, and not before it was asked for", async () => {
  const { email } = await signedInUser(cognito, open);
  const expired = {
    name: "ExpiredCodeException",
    message: "Invalid code provided, please request a code again.",
  };
  await expect(reset(open, email)).rejects.toMatchObject(expired);
  await forgot(open, email);
  await reset(open, email);
  await expect(reset(open, email)).rejects.toMatchObject(expired);
});

test("a weak new password is refused, and the code can be used again", async () => {
  const { email } = await signedInUser(cognito, open);
  await forgot(open, email);
  await expect(reset(open, email, "weak")).rejects.toMatchObject({
    name: "InvalidPasswordException",
    message: "Password does not conform to policy: Password not long enough",
  });
  await reset(open, email);
});

test("an administrator's reset lasts until the user has set a new password", async () => {
  const { email } = await signedInUser(cognito, open);
  await cognito.client.send(new AdminResetUserPasswordCommand(administer(open, email)));
  expect(await userOf(cognito, open, email)).toMatchObject({ status: "RESET_REQUIRED" });
  await reset(open, email);
  expect(await userOf(cognito, open, email)).toMatchObject({ status: "CONFIRMED" });
  expect(await signIn(cognito, open, email, newPassword)).toBeDefined();
});

describe("users to whom no code can be sent", () => {
  const noAddress = {
    name: "InvalidParameterException",
    message:
      "Cannot reset password for the user as there is no registered/verified email or phone_number",
  };

  test("are refused: unconfirmed, or confirmed with an unverified address", async () => {
    const email = someEmail();
    await signUp(cognito, open, email);
    await expect(forgot(open, email)).rejects.toMatchObject(noAddress);
    await cognito.client.send(new AdminConfirmSignUpCommand(administer(open, email)));
    await expect(forgot(open, email)).rejects.toMatchObject(noAddress);
  });

  test("are refused: those who still have an administrator's password", async () => {
    const email = someEmail();
    const input = { ...administer(open, email), TemporaryPassword: password };
    await cognito.client.send(new AdminCreateUserCommand(input));
    await expect(forgot(open, email)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "User password cannot be reset in the current state.",
    });
  });

  test("are refused: the disabled and the unknown", async () => {
    const { email } = await signedInUser(cognito, open);
    await cognito.client.send(new AdminDisableUserCommand(administer(open, email)));
    await expect(forgot(open, email)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    const unknown = {
      name: "UserNotFoundException",
      message: "Username/client id combination not found.",
    };
    await expect(forgot(open, someEmail())).rejects.toMatchObject(unknown);
    await expect(reset(open, someEmail())).rejects.toMatchObject(unknown);
  });

  test("look like all others to a client that hides users", async () => {
    const email = someEmail();
    await signUp(cognito, hiding, email);
    const disabled = await signedInUser(cognito, hiding);
    await cognito.client.send(new AdminDisableUserCommand(administer(hiding, disabled.email)));
    for (const name of [email, disabled.email, someEmail()]) {
      const { CodeDeliveryDetails } = await forgot(hiding, name);
      expect(CodeDeliveryDetails?.Destination).toBe("u***@e***");
    }
    await expect(reset(hiding, someEmail())).rejects.toMatchObject({
      name: "CodeMismatchException",
      message: "Invalid verification code provided, please try again.",
    });
  });

  test("are sent to the administrator where only that one resets passwords", async () => {
    const pool = await createPool(cognito, {
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] },
    });
    const { email } = await signedInUser(cognito, pool);
    await expect(forgot(pool, email)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Contact administrator to reset password.",
    });
  });
});

describe("AdminSetUserPassword", () => {
  const set = (email: string, secret: string, permanent: boolean) =>
    cognito.client.send(
      new AdminSetUserPasswordCommand({
        ...administer(open, email),
        Password: secret,
        Permanent: permanent,
      }),
    );

  test("sets a password for good or until the next sign-in", async () => {
    const { email } = await signedInUser(cognito, open);
    await set(email, newPassword, false);
    expect(await userOf(cognito, open, email)).toMatchObject({ status: "FORCE_CHANGE_PASSWORD" });
    await set(email.toUpperCase(), newPassword, true);
    expect(await userOf(cognito, open, email)).toMatchObject({ status: "CONFIRMED" });
    expect(await signIn(cognito, open, email, newPassword)).toBeDefined();
  });

  test("names the rule that a weak password breaks", async () => {
    const { email } = await signedInUser(cognito, open);
    await expect(set(email, "weak", true)).rejects.toMatchObject({
      name: "InvalidPasswordException",
      message: "Password did not conform with password policy: Password not long enough",
    });
  });
});

import {
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  ResendConfirmationCodeCommand,
  VerifyUserAttributeCommand,
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
let pool: TestPool;

const hour = 3_600_000;

const wrong = {
  name: "CodeMismatchException",
  message: "Invalid verification code provided, please try again.",
};
const expired = {
  name: "ExpiredCodeException",
  message: "Invalid code provided, please request a code again.",
};
const exceeded = {
  name: "LimitExceededException",
  message: "Attempt limit exceeded, please try after some time.",
};

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  pool = await createPool(cognito);
});

const ofUser = (Username: string) => ({ ClientId: pool.clientId, Username });

const confirmBy = (email: string, ConfirmationCode: string) =>
  cognito.client.send(new ConfirmSignUpCommand({ ...ofUser(email), ConfirmationCode }));

const forgot = (email: string) => cognito.client.send(new ForgotPasswordCommand(ofUser(email)));

const resetBy = (email: string, ConfirmationCode: string) =>
  cognito.client.send(
    new ConfirmForgotPasswordCommand({
      ...ofUser(email),
      ConfirmationCode,
      Password: "Another-Horse-7",
    }),
  );

/** A code that is not the one sent. */
const notThis = (code: string) => (code === "111111" ? "222222" : "111111");

async function unconfirmedUser() {
  const email = someEmail();
  await signUp(cognito, pool, email);
  return { email, code: codeSentTo(cognito, email) };
}

describe("a sign-up's code", () => {
  test("is the only one that confirms", async () => {
    const { email, code } = await unconfirmedUser();
    await expect(confirmBy(email, notThis(code))).rejects.toMatchObject(wrong);
    expect((await userOf(cognito, pool, email)).status).toBe("UNCONFIRMED");
    await confirmBy(email, code);
    expect(await signIn(cognito, pool, email)).toBeDefined();
  });

  test("is good for a day", async () => {
    const [late, intime] = [await unconfirmedUser(), await unconfirmedUser()];
    cognito.clock.turn(24 * hour - 60_000);
    await confirmBy(intime.email, intime.code);
    cognito.clock.turn(60_000);
    await expect(confirmBy(late.email, late.code)).rejects.toMatchObject(expired);
  });

  test("is void once another was sent", async () => {
    const { email, code } = await unconfirmedUser();
    await cognito.client.send(new ResendConfirmationCodeCommand(ofUser(email)));
    const newer = codeSentTo(cognito, email);
    // Two codes in a million are the same.
    if (newer !== code) await expect(confirmBy(email, code)).rejects.toMatchObject(wrong);
    await confirmBy(email, newer);
  });

  test("is not looked at any more after five wrong ones, for an hour", async () => {
    const { email, code } = await unconfirmedUser();
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await expect(confirmBy(email, notThis(code))).rejects.toMatchObject(wrong);
    }
    await expect(confirmBy(email, code)).rejects.toMatchObject(exceeded);
    cognito.clock.turn(hour);
    await confirmBy(email, code);
  });
});

describe("a reset's code", () => {
  test("when wrong changes nothing, and leaves the right one good", async () => {
    const { email } = await signedInUser(cognito, pool);
    await forgot(email);
    const code = codeSentTo(cognito, email);
    await expect(resetBy(email, notThis(code))).rejects.toMatchObject(wrong);
    expect(await signIn(cognito, pool, email, password)).toBeDefined();
    await resetBy(email, code);
    expect(await signIn(cognito, pool, email, "Another-Horse-7")).toBeDefined();
  });

  test("is good for an hour", async () => {
    const { email } = await signedInUser(cognito, pool);
    await forgot(email);
    cognito.clock.turn(hour);
    await expect(resetBy(email, codeSentTo(cognito, email))).rejects.toMatchObject(expired);
  });

  test("is sent five times in an hour", async () => {
    const { email } = await signedInUser(cognito, pool);
    for (let request = 1; request <= 5; request += 1) await forgot(email);
    await expect(forgot(email)).rejects.toMatchObject(exceeded);
    cognito.clock.turn(hour);
    await forgot(email);
  });

  test("is not that of a sign-up", async () => {
    const { email, code } = await unconfirmedUser();
    await expect(resetBy(email, code)).rejects.toMatchObject(expired);
  });
});

test("an address is verified only by a code that was sent to it", async () => {
  const { email, accessToken } = await signedInUser(cognito, pool);
  const verifyBy = (Code: string) =>
    cognito.client.send(
      new VerifyUserAttributeCommand({ AccessToken: accessToken, AttributeName: "email", Code }),
    );
  await expect(verifyBy("123456")).rejects.toMatchObject(expired);
  const asked = { AccessToken: accessToken, AttributeName: "email" };
  await cognito.client.send(new GetUserAttributeVerificationCodeCommand(asked));
  const code = codeSentTo(cognito, email);
  await expect(verifyBy(notThis(code))).rejects.toMatchObject(wrong);
  await verifyBy(code);
  await expect(verifyBy(code)).rejects.toMatchObject(expired);
});

test("any code confirms where the local AWS was told so", async () => {
  const lenient = await startLocalCognito({ anyCode: true });
  try {
    const open = await createPool(lenient);
    const email = someEmail();
    await signUp(lenient, open, email);
    const input = { ClientId: open.clientId, Username: email, ConfirmationCode: "1" };
    await lenient.client.send(new ConfirmSignUpCommand(input));
    expect(await signIn(lenient, open, email)).toBeDefined();
  } finally {
    await lenient.stop();
  }
});

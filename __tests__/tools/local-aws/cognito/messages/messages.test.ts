import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  AdminResetUserPasswordCommand,
  CreateUserPoolDomainCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  ResendConfirmationCodeCommand,
  UpdateUserAttributesCommand,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { TriggerEvent } from "../../../../../tools/local-aws/cognito";
import type { SentMessage } from "../../../../../tools/local-aws/outbox";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws } from "../../../../support/fake-functions";
import {
  confirm,
  createPool,
  signedInUser,
  signUp,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

/** The last message to this address. */
function lastTo(to: string): SentMessage | undefined {
  return cognito.outbox.read(to)[0];
}

/** A pool whose custom message function answers `response`; the events it got come with it. */
async function poolWithWords(response: object) {
  const functionArn = someFunctionArn();
  const events: TriggerEvent[] = [];
  cognito.functions.define(functionArn, (event: TriggerEvent) => {
    events.push(event);
    return returns({ ...event, response });
  });
  const pool = await createPool(cognito, {
    LambdaConfig: { CustomMessage: functionArn },
  });
  return { pool, events };
}

describe("What Cognito sends by itself", () => {
  let pool: TestPool;

  beforeAll(async () => {
    pool = await createPool(cognito);
  });

  test("who signs up gets a code of six digits, in Cognito's own words", async () => {
    const email = someEmail();
    await signUp(cognito, pool, email);
    const message = lastTo(email);
    expect(message).toMatchObject({
      medium: "EMAIL",
      to: email,
      subject: "Your verification code",
      body: `Your verification code is ${message?.code ?? "?"}. `,
      source: "SignUp",
      userPoolId: pool.userPoolId,
      via: "cognito",
    });
    expect(message?.code).toMatch(/^\d{6}$/);
  });

  test("each code that is asked for again is a message of its own", async () => {
    const email = someEmail();
    await signUp(cognito, pool, email);
    const resend = { ClientId: pool.clientId, Username: email };
    await cognito.client.send(new ResendConfirmationCodeCommand(resend));
    await cognito.client.send(new ResendConfirmationCodeCommand(resend));
    expect(cognito.outbox.read(email).map(({ source }) => source)).toEqual([
      "ResendCode",
      "ResendCode",
      "SignUp",
    ]);
  });

  test("a forgotten password is a code to the verified address, asked for by user or administrator", async () => {
    const email = someEmail();
    await signUp(cognito, pool, email);
    await confirm(cognito, pool, email);
    await cognito.client.send(
      new ForgotPasswordCommand({ ClientId: pool.clientId, Username: email }),
    );
    await cognito.client.send(
      new AdminResetUserPasswordCommand({ UserPoolId: pool.userPoolId, Username: email }),
    );
    const sources = cognito.outbox.read(email).map(({ source }) => source);
    expect(sources).toEqual(["ForgotPassword", "ForgotPassword", "SignUp"]);
  });

  test("nobody is sent anything for a user who is not there", async () => {
    const hiding = await createPool(cognito, {}, { PreventUserExistenceErrors: "ENABLED" });
    const email = someEmail();
    await cognito.client.send(
      new ForgotPasswordCommand({ ClientId: hiding.clientId, Username: email }),
    );
    expect(cognito.outbox.read(email)).toEqual([]);
  });

  test("a changed address is written to at the new address, also while the old one counts", async () => {
    const waiting = await createPool(cognito, {
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    });
    const { accessToken, email } = await signedInUser(cognito, waiting);
    const changed = someEmail();
    await cognito.client.send(
      new UpdateUserAttributesCommand({
        AccessToken: accessToken,
        UserAttributes: [{ Name: "email", Value: changed }],
      }),
    );
    await cognito.client.send(
      new GetUserAttributeVerificationCodeCommand({
        AccessToken: accessToken,
        AttributeName: "email",
      }),
    );
    const sources = cognito.outbox.read(changed).map(({ source }) => source);
    expect(sources).toEqual(["VerifyUserAttribute", "UpdateUserAttribute"]);
    expect(cognito.outbox.read(email).map(({ source }) => source)).toEqual(["SignUp"]);
  });

  test("a phone gets a text message, without a subject", async () => {
    const phones = await createPool(cognito, {
      UsernameAttributes: ["phone_number"],
      AutoVerifiedAttributes: ["phone_number"],
      SmsVerificationMessage: "Gatehouse: {####}",
    });
    await signUp(cognito, phones, "+4915112345678");
    const message = lastTo("+4915112345678");
    expect(message).toMatchObject({ medium: "SMS", body: `Gatehouse: ${message?.code ?? "?"}` });
    expect(message).not.toHaveProperty("subject");
  });

  test.each<[string, Partial<CreateUserPoolCommandInput>]>([
    [
      "template",
      { VerificationMessageTemplate: { EmailSubject: "Own", EmailMessage: "It costs $& {####}" } },
    ],
    [
      "older settings",
      { EmailVerificationSubject: "Own", EmailVerificationMessage: "It costs $& {####}" },
    ],
  ])("the pool's own words, in its %s, stand in place of Cognito's", async (_where, settings) => {
    const worded = await createPool(cognito, settings);
    const email = someEmail();
    await signUp(cognito, worded, email);
    const message = lastTo(email);
    expect(message?.subject).toBe("Own");
    expect(message?.body).toBe(`It costs $& ${message?.code ?? "?"}`);
  });

  test("a pool that confirms by link needs a domain for it", async () => {
    const linked = await createPool(cognito, {
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_LINK",
        EmailMessageByLink: "Press {##here##}.",
      },
    });
    await expect(signUp(cognito, linked, someEmail())).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("domain"),
    });
    await cognito.client.send(
      new CreateUserPoolDomainCommand({ UserPoolId: linked.userPoolId, Domain: "gatehouse" }),
    );
    const email = someEmail();
    await signUp(cognito, linked, email);
    const { body, code = "" } = lastTo(email) ?? { body: "" };
    const page = "https://gatehouse.auth.eu-west-1.amazoncognito.com/confirmUser";
    expect(body).toMatch(/^Press <a href="([^"]+)">here<\/a>\.$/);
    expect(body).toContain(`"${page}?client_id=${linked.clientId}&`);
    expect(body).toContain(`confirmation_code=${code}"`);
  });
});

describe("The custom message trigger", () => {
  test("is told placeholders, not the code, and its words are filled in", async () => {
    const { pool, events } = await poolWithWords({
      smsMessage: null,
      emailMessage: "<b>{####}</b>",
      emailSubject: "Willkommen",
    });
    const email = someEmail();
    await signUp(cognito, pool, email);
    const message = lastTo(email);
    expect(message).toMatchObject({
      subject: "Willkommen",
      body: `<b>${message?.code ?? "?"}</b>`,
    });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      triggerSource: "CustomMessage_SignUp",
      callerContext: { clientId: pool.clientId },
      request: {
        userAttributes: { email, "cognito:user_status": "UNCONFIRMED" },
        codeParameter: "{####}",
        linkParameter: "{##Click Here##}",
        usernameParameter: null,
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
    expect(JSON.stringify(events)).not.toContain(message?.code);
  });

  test("gets the metadata of the client's call, with each reason to write", async () => {
    const { pool, events } = await poolWithWords({});
    const { email } = await signedInUser(cognito, pool);
    const metadata = { ClientMetadata: { campaign: "spring" } };
    await cognito.client.send(
      new ForgotPasswordCommand({ ClientId: pool.clientId, Username: email, ...metadata }),
    );
    expect(events.at(-1)).toMatchObject({
      triggerSource: "CustomMessage_ForgotPassword",
      request: { clientMetadata: { campaign: "spring" } },
    });
  });

  test.each([
    ["lacks the code", "Hello"],
    ["is longer than 20,000 characters", `{####}${"x".repeat(20_000)}`],
    ["is empty", ""],
  ])(
    "whose text %s is passed over for the standard text, but its subject counts",
    async (_what, emailMessage) => {
      const { pool } = await poolWithWords({ emailMessage, emailSubject: "Subject" });
      const email = someEmail();
      await signUp(cognito, pool, email);
      const message = lastTo(email);
      expect(message?.body).toBe(`Your verification code is ${message?.code ?? "?"}. `);
      expect(message?.subject).toBe("Subject");
    },
  );

  test("that answers with no text at all fails the call, and the user stays", async () => {
    const { pool } = await poolWithWords({ emailMessage: 5 });
    const email = someEmail();
    await expect(signUp(cognito, pool, email)).rejects.toMatchObject({
      name: "InvalidLambdaResponseException",
    });
    await expect(signUp(cognito, pool, email)).rejects.toMatchObject({
      name: "UsernameExistsException",
    });
  });

  test("that throws fails the call, and nothing is sent", async () => {
    const functionArn = someFunctionArn();
    cognito.functions.define(functionArn, () => throws("no words"));
    const pool = await createPool(cognito, { LambdaConfig: { CustomMessage: functionArn } });
    const email = someEmail();
    await expect(signUp(cognito, pool, email)).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "CustomMessage failed with error no words.",
    });
    expect(cognito.outbox.read(email)).toEqual([]);
  });
});

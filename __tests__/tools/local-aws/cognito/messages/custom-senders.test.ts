import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildDecrypt } from "@aws-crypto/decrypt-node";
import { KmsKeyringNode } from "@aws-crypto/kms-keyring-node";
import { CommitmentPolicy } from "@aws-crypto/material-management-node";
import {
  AdminCreateUserCommand,
  ForgotPasswordCommand,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { KMS, type DecryptCommandInput } from "@aws-sdk/client-kms";
import type { TriggerEvent } from "../../../../../tools/local-aws/cognito";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws } from "../../../../support/fake-functions";
import {
  confirm,
  createPool,
  region,
  signUp,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  type LocalCognito,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let kms: KMS;
let keyArn: string;

duringTests(
  () => startLocalCognito({ anyCode: true }),
  (started) => {
    cognito = started;
  },
);

beforeAll(async () => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  kms = new KMS({ endpoint: cognito.endpoint, region, credentials, maxAttempts: 1 });
  keyArn = (await kms.createKey({})).KeyMetadata?.Arn ?? "";
});

afterAll(() => {
  kms.destroy();
});

/** A pool with a sender, and the events that the sender got. */
async function poolWithSender(
  medium: "CustomEmailSender" | "CustomSMSSender",
  {
    key = keyArn,
    answer = returns(null),
    ...settings
  }: Partial<CreateUserPoolCommandInput> & {
    key?: string;
    answer?: ReturnType<typeof returns>;
  } = {},
) {
  const functionArn = someFunctionArn();
  const events: TriggerEvent[] = [];
  cognito.functions.define(functionArn, (event: TriggerEvent) => {
    events.push(event);
    return answer;
  });
  const pool = await createPool(cognito, {
    ...settings,
    LambdaConfig: {
      [medium]: { LambdaArn: functionArn, LambdaVersion: "V1_0" },
      KMSKeyID: key,
      ...settings.LambdaConfig,
    },
  });
  return { pool, functionArn, events };
}

/** Decrypts as AWS's example of a sender does. */
async function read(
  event: TriggerEvent | undefined,
  policy = CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT,
) {
  const { code } = event?.request as { code: string };
  const { decrypt } = buildDecrypt(policy);
  const never = () => {
    throw new Error("A sender only decrypts.");
  };
  const clientProvider = () => ({
    async decrypt(
      input: Pick<DecryptCommandInput, "EncryptionContext"> & { CiphertextBlob: Uint8Array },
    ) {
      const { KeyId = "", Plaintext = new Uint8Array() } = await kms.decrypt(input);
      return { KeyId, Plaintext };
    },
    encrypt: never,
    generateDataKey: never,
  });
  const keyring = new KmsKeyringNode({ keyIds: [keyArn], clientProvider });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the SDK's types lose that one extends the other
  const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(code, "base64"));
  return { secret: plaintext.toString(), context: messageHeader.encryptionContext };
}

describe("A custom e-mail sender", () => {
  test("gets the code encrypted for it under the pool's key, and Cognito itself sends nothing", async () => {
    const { pool, events } = await poolWithSender("CustomEmailSender");
    const email = someEmail();
    await signUp(cognito, pool, email);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      version: "1",
      triggerSource: "CustomEmailSender_SignUp",
      userPoolId: pool.userPoolId,
      callerContext: { clientId: pool.clientId },
      request: {
        type: "customEmailSenderRequestV1",
        clientMetadata: null,
        userAttributes: { email, "cognito:user_status": "UNCONFIRMED" },
      },
    });
    const { secret, context } = await read(events[0]);
    expect(secret).toMatch(/^\d{6}$/);
    expect(context).toEqual({
      "aws-crypto-public-key": expect.any(String),
      "userpool-id": pool.userPoolId,
    });
    // As from Cognito itself: who insists on key commitment gets no further.
    await expect(read(events[0], CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)).rejects.toThrow(
      "ommit",
    );
    expect(cognito.outbox.read(email)).toEqual([]);
  });

  test("gets the temporary password of a user that an administrator made, as HTML", async () => {
    const { pool, events } = await poolWithSender("CustomEmailSender");
    await cognito.client.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.userPoolId,
        Username: someEmail(),
        TemporaryPassword: `Correct<Horse>&"9'`,
      }),
    );
    expect(events[0]?.triggerSource).toBe("CustomEmailSender_AdminCreateUser");
    await expect(read(events[0])).resolves.toMatchObject({
      secret: "Correct&lt;Horse&gt;&amp;&quot;9&#39;",
    });
  });

  test("stands in for the pool's custom messages, for e-mails only", async () => {
    const words = someFunctionArn();
    cognito.functions.define(words, (event: TriggerEvent) =>
      returns({ ...event, response: { smsMessage: "Code {####}" } }),
    );
    const { pool, events } = await poolWithSender("CustomEmailSender", {
      UsernameAttributes: ["email", "phone_number"],
      AutoVerifiedAttributes: ["email", "phone_number"],
      LambdaConfig: { CustomMessage: words },
    });
    await signUp(cognito, pool, someEmail());
    expect(events).toHaveLength(1);
    expect(cognito.functions.of(words)).toEqual([]);
    const phone = "+4915187654321";
    await signUp(cognito, pool, phone);
    expect(events).toHaveLength(1);
    expect(cognito.outbox.read(phone)[0]).toMatchObject({
      body: expect.stringMatching(/^Code \d/),
    });
  });

  test("that throws leaves the user's call as it is, and the log of triggers tells", async () => {
    const { pool, functionArn } = await poolWithSender("CustomEmailSender", {
      answer: throws("SMTP is down"),
    });
    const email = someEmail();
    await expect(signUp(cognito, pool, email)).resolves.toMatchObject({ UserConfirmed: false });
    await confirm(cognito, pool, email);
    await expect(
      cognito.client.send(new ForgotPasswordCommand({ ClientId: pool.clientId, Username: email })),
    ).resolves.toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: "EMAIL" } });
    const records = cognito.records.filter((record) => record.function === functionArn);
    expect(records).toMatchObject([
      { attempt: 1, outcome: "failed", error: "SMTP is down" },
      { attempt: 1, outcome: "failed", error: "SMTP is down" },
    ]);
  });

  test("that Cognito may not invoke fails the user's call", async () => {
    const { pool, functionArn, events } = await poolWithSender("CustomEmailSender");
    cognito.functions.refuse(functionArn);
    await expect(signUp(cognito, pool, someEmail())).rejects.toMatchObject({
      name: "UnexpectedLambdaException",
      message: "CustomEmailSender invocation failed due to error AccessDeniedException.",
    });
    expect(events).toEqual([]);
  });

  test("whose key is gone fails the user's call, and no code leaves Cognito", async () => {
    const { pool, events } = await poolWithSender("CustomEmailSender", {
      key: keyArn.replace(/[^/]+$/, "00000000-0000-4000-8000-000000000000"),
    });
    const email = someEmail();
    await expect(signUp(cognito, pool, email)).rejects.toMatchObject({
      name: "CodeDeliveryFailureException",
    });
    expect(events).toEqual([]);
    expect(cognito.outbox.read(email)).toEqual([]);
  });
});

test("A custom SMS sender gets text messages in its own form", async () => {
  const { pool, events } = await poolWithSender("CustomSMSSender", {
    UsernameAttributes: ["phone_number"],
    AutoVerifiedAttributes: ["phone_number"],
  });
  const phone = "+4915100000001";
  await signUp(cognito, pool, phone);
  expect(events[0]).toMatchObject({
    triggerSource: "CustomSMSSender_SignUp",
    request: { type: "customSMSSenderRequestV1", userAttributes: { phone_number: phone } },
  });
  expect((await read(events[0])).secret).toMatch(/^\d{6}$/);
});

import { describe, expect, test } from "@jest/globals";
import { triggerCatalogue } from "../../../configuration/trigger-catalogue";
import { NOT_SENT } from "../../../functions/custom-email-sender/handler";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import { answers, echoes } from "../../support/fake-services";
import { packagedFunctions } from "../../support/packaged-function";
import { senderBackend } from "../../support/sender-backend";

const packaged = packagedFunctions();
const backend = senderBackend();

const sender = (variables: Readonly<Record<string, string>> = {}) =>
  packaged("functions/custom-email-sender", {
    AWS_ENDPOINT_URL: backend.services.endpoint,
    CODES_KEY_ARN: backend.keyArn,
    SES_FROM: "no-reply@example.com",
    SES_REGION: "eu-central-1",
    LANGUAGE_ATTRIBUTE: "locale",
    DEFAULT_LANGUAGE: "en",
    BRAND: "Gatehouse",
    SIGN_IN_BY_EMAIL: "true",
    ...variables,
  });

interface SentEmail {
  readonly FromEmailAddress: string;
  readonly Destination: { readonly ToAddresses: readonly string[] };
  readonly Content: {
    readonly Simple: {
      readonly Subject: { readonly Data: string };
      readonly Body: { readonly Html: { readonly Data: string } };
    };
  };
}

const sentEmails = () =>
  backend.services.requests
    .filter(({ operation }) => operation === "SendEmail")
    .map(({ body }) => {
      const email = JSON.parse(body) as SentEmail;
      const { Subject, Body } = email.Content.Simple;
      return {
        from: email.FromEmailAddress,
        to: email.Destination.ToAddresses,
        subject: Subject.Data,
        html: Body.Html.Data,
      };
    });

const withCode = triggerCatalogue["custom-email-sender"].sources.filter(
  (source) => source !== "CustomEmailSender_AccountTakeOverNotification",
);

test("sends the code that Cognito has encrypted, whatever it is for", async () => {
  const invoke = sender();
  for (const [index, source] of withCode.entries()) {
    const code = await backend.encrypt(`98765${index}`);
    expect(await invoke(triggerEvent(source, { request: { code } }))).toEqual({
      answer: null,
      error: undefined,
      log: "",
    });
  }

  const emails = sentEmails();
  expect(emails).toHaveLength(withCode.length);
  for (const [index, { from, to, html }] of emails.entries()) {
    expect({ from, to }).toEqual({
      from: "no-reply@example.com",
      to: ["ada.lovelace@analytical.example"],
    });
    expect(html).toContain(`98765${index}`);
  }
});

test("an invitation shows a temporary password and the address as they are, in the user's language", async () => {
  // As Cognito writes `a<b>{brand}$&"1&lt;`.
  const password = "a&lt;b&gt;{brand}$&amp;&quot;1&amp;lt;";
  const code = await backend.encrypt(password);

  await sender()(
    triggerEvent("CustomEmailSender_AdminCreateUser", {
      request: {
        code,
        userAttributes: { email: "o'neil&co@example.com", locale: "fr-CA" },
        clientMetadata: { brand: "EVIL", code: "EVIL" },
      },
    }),
  );

  const [email] = sentEmails();
  expect(email?.to).toEqual(["o'neil&co@example.com"]);
  expect(email?.subject).toBe("Votre invitation chez Gatehouse");
  expect(email?.html).toContain(`<strong>${password}</strong>`);
  expect(email?.html).toContain("o&#39;neil&amp;co@example.com");
  expect(email?.html).not.toContain("EVIL");
});

test("a warning is sent to the address that the pool has, with what happened shown as it is", async () => {
  backend.services.answer(
    "AdminGetUser",
    answers(200, { UserAttributes: [{ Name: "email", Value: "ada@example.com" }] }),
  );

  const { error } = await sender()(
    triggerEvent("CustomEmailSender_AccountTakeOverNotification", {
      request: { userAttributes: { DEVICE_NAME: "<script>Chrome" } },
    }),
  );

  expect(error).toBeUndefined();
  const [email] = sentEmails();
  expect(email?.to).toEqual(["ada@example.com"]);
  expect(email?.html).toContain("192.0.2.1");
  expect(email?.html).toContain("&lt;script&gt;Chrome");
});

describe("throws, so that Lambda tries again and keeps the event, and writes no secret, when", () => {
  async function failing(code: string, variables: Readonly<Record<string, string>> = {}) {
    const { error, log } = await sender(variables)(
      triggerEvent("CustomEmailSender_SignUp", { request: { code } }),
    );
    expect(error).toMatchObject({ errorMessage: NOT_SENT });
    expect(log).toContain("e-mail not sent");
    // Whoever reads the log must find the user.
    expect(log).toContain(SUB);
    const everything = log + JSON.stringify(error);
    for (const secret of ["987654", "lovelace", code]) expect(everything).not.toContain(secret);
    return log;
  }

  test("SES refuses", async () => {
    backend.services.answer("SendEmail", echoes(400, "MessageRejected"));

    expect(await failing(await backend.encrypt("987654"))).toContain("MessageRejected");
  });

  test("the code was encrypted for another pool", async () => {
    const log = await failing(await backend.encrypt("987654", { userPoolId: "eu-west-1_Other" }));

    expect(log).toContain("another user pool");
    expect(sentEmails()).toEqual([]);
  });

  test("the code was encrypted with another key, of which KMS is not even asked", async () => {
    const other = await backend.createKey();

    await failing(await backend.encrypt("987654", { keyArn: other }));
    expect(backend.services.requests).toEqual([]);
  });

  test("the code was tampered with", async () => {
    const message = Buffer.from(await backend.encrypt("987654"), "base64");
    const last = message.length - 1;
    message[last] = (message[last] ?? 0) ^ 1;

    await failing(message.toString("base64"));
    expect(sentEmails()).toEqual([]);
  });

  test("KMS refuses", async () => {
    backend.services.answer("Decrypt", echoes(400, "AccessDeniedException"));

    await failing(await backend.encrypt("987654"));
  });
});

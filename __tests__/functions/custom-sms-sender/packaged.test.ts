import { expect, test } from "@jest/globals";
import { triggerCatalogue } from "../../../configuration/trigger-catalogue";
import { NOT_SENT } from "../../../functions/custom-sms-sender/handler";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import { packagedFunctions } from "../../support/packaged-function";
import { senderBackend } from "../../support/sender-backend";

const packaged = packagedFunctions();
const backend = senderBackend();

const sender = (variables: Readonly<Record<string, string>> = {}) =>
  packaged("functions/custom-sms-sender", {
    AWS_ENDPOINT_URL: backend.services.endpoint,
    CODES_KEY_ARN: backend.keyArn,
    LANGUAGE_ATTRIBUTE: "locale",
    DEFAULT_LANGUAGE: "de",
    BRAND: "Gatehouse",
    SIGN_IN_BY_EMAIL: "true",
    ...variables,
  });

const published = () =>
  backend.services.requests
    .filter(({ operation }) => operation === "Publish")
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

test("sends the code that Cognito has encrypted as a transactional message, whatever it is for", async () => {
  const invoke = sender({ SMS_SENDER_ID: "GATEHOUSE" });
  const { sources } = triggerCatalogue["custom-sms-sender"];
  for (const [index, source] of sources.entries()) {
    const code = await backend.encrypt(`98765${index}`);
    expect(await invoke(triggerEvent(source, { request: { code } }))).toEqual({
      answer: null,
      error: undefined,
      log: "",
    });
  }

  expect(published()).toHaveLength(sources.length);
  for (const [index, message] of published().entries()) {
    expect(message).toMatchObject({
      PhoneNumber: "+15550100",
      Message: expect.stringContaining(`98765${index}`),
      "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
      "MessageAttributes.entry.1.Value.StringValue": "Transactional",
      "MessageAttributes.entry.2.Name": "AWS.SNS.SMS.SenderID",
      "MessageAttributes.entry.2.Value.StringValue": "GATEHOUSE",
    });
  }
});

test("throws when SNS refuses, and writes neither number nor code", async () => {
  const code = await backend.encrypt("987654");
  backend.services.answer("Publish", (response, { body }) => {
    response
      .writeHead(400, { "content-type": "text/xml" })
      .end(
        `<ErrorResponse><Error><Code>InvalidParameter</Code><Message>${decodeURIComponent(body).replaceAll("&", " ")}</Message></Error></ErrorResponse>`,
      );
  });

  const { error, log } = await sender()(
    triggerEvent("CustomSMSSender_Authentication", { request: { code } }),
  );

  expect(error).toMatchObject({ errorMessage: NOT_SENT });
  expect(log).toContain("InvalidParameter");
  expect(log).toContain(SUB);
  for (const secret of ["987654", "15550100"]) {
    expect(log + JSON.stringify(error)).not.toContain(secret);
  }
});

test("throws for a user without a number", async () => {
  const code = await backend.encrypt("987654");

  const { error } = await sender()(
    triggerEvent("CustomSMSSender_Authentication", {
      request: { code, userAttributes: { phone_number: undefined } },
    }),
  );

  expect(error).toMatchObject({ errorMessage: NOT_SENT });
  expect(backend.services.requests).toEqual([]);
});

import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createHandler } from "../../../functions/custom-email-sender/handler";
import { notificationTexts } from "../../../functions/custom-email-sender/notification-texts";
import { texts } from "../../../functions/shared/message-texts/texts";
import { triggerEvent } from "../../support/events/trigger-event";
import { Logged } from "../../support/in-memory-backend";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A service that is slow, and gives up at the signal. */
const slow = async <T>(result: T, signal: AbortSignal) => {
  await new Promise((done) => setTimeout(done, 3000));
  signal.throwIfAborted();
  return result;
};

test("KMS and SES may take longer than Cognito would wait: nobody waits for an e-mail", async () => {
  const sent: string[] = [];
  const handler = createHandler({
    codes: { decrypt: (_code, _pool, signal) => slow("987654", signal) },
    mailer: {
      send: async ({ html }, signal) => {
        sent.push(await slow(html, signal));
      },
    },
    addressBook: { attributesOf: () => Promise.resolve({}) },
    texts,
    notificationTexts,
    settings: {
      languageAttribute: "locale",
      defaultLanguage: "en",
      brand: "Gatehouse",
      signsInByEmail: true,
    },
    log: new Logged(),
  });

  const delivered = handler(triggerEvent("CustomEmailSender_SignUp"), {
    getRemainingTimeInMillis: () => 30_000,
  });
  await Promise.allSettled([delivered, jest.advanceTimersByTimeAsync(10_000)]);

  await delivered;
  expect(sent).toEqual([expect.stringContaining("987654")]);
});

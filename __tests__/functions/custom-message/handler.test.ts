import { describe, expect, test } from "@jest/globals";
import { triggerCatalogue } from "../../../configuration/trigger-catalogue";
import { createHandler } from "../../../functions/custom-message/handler";
import { texts } from "../../../functions/shared/message-texts/texts";
import { readTextSettings } from "../../../functions/shared/texts/text-settings";
import { triggerEvent } from "../../support/events/trigger-event";
import { packagedFunctions } from "../../support/packaged-function";

const packaged = packagedFunctions();

function deployed(brand = "Gatehouse") {
  const settings = readTextSettings({
    LANGUAGE_ATTRIBUTE: "locale",
    DEFAULT_LANGUAGE: "en",
    BRAND: brand,
  });
  return createHandler({ texts, settings });
}

const sources = triggerCatalogue["custom-message"].sources;

test.each(sources)(
  "%s: every message has the code's place, filled in by Cognito",
  async (source) => {
    const { response, request } = await deployed()(triggerEvent(source));

    for (const body of [response.emailMessage, response.smsMessage]) {
      expect(body).toContain(request.codeParameter);
      expect(body?.replaceAll(/\{####\}|\{username\}/g, "")).not.toMatch(/[{}]/);
    }
    expect(response.emailSubject).toContain("Gatehouse");
    expect(response.emailSubject).not.toMatch(/[{}]/);
  },
);

test("an invitation says the user name", async () => {
  const { response } = await deployed()(triggerEvent("CustomMessage_AdminCreateUser"));

  expect(response.emailMessage).toContain("{username}");
  expect(response.smsMessage).toContain("{username}");
});

describe("the language", () => {
  async function subjectFor(locale: string | undefined) {
    const event = triggerEvent("CustomMessage_SignUp", {
      request: { userAttributes: { locale } },
    });
    return (await deployed()(event)).response.emailSubject;
  }
  const english = "Welcome to Gatehouse: confirm your e-mail address";
  const german = "Willkommen bei Gatehouse: E-Mail-Adresse bestätigen";

  test.each(["de", "de-AT", "de_AT", "DE", "de-Latn-AT-1996", " de "])(
    "of %j is German",
    async (locale) => {
      expect(await subjectFor(locale)).toBe(german);
    },
  );

  test.each([
    undefined,
    "",
    "xx",
    "-",
    "__proto__",
    "constructor",
    "de".repeat(1000),
    "d",
    "deu",
    "🇩🇪",
  ])("of %j is the default one", async (locale) => {
    expect(await subjectFor(locale)).toBe(english);
  });
});

test("a brand is shown as it is written, and fills in nothing", async () => {
  const brand = `<b>A&B</b> {####} {code} $&`;
  const { response } = await deployed(brand)(triggerEvent("CustomMessage_SignUp"));

  expect(response.emailMessage).toContain(
    "Welcome to &lt;b&gt;A&amp;B&lt;/b&gt; #### code $&amp;.",
  );
  expect(response.emailMessage?.match(/\{####\}/g)).toHaveLength(1);
  expect(response.emailSubject).toContain("Welcome to <b>A&B</b> #### code $&:");
});

test("nothing of what a user has said of themselves gets into a message", async () => {
  const { response } = await deployed()(
    triggerEvent("CustomMessage_SignUp", {
      request: { userAttributes: { name: "EVIL" }, clientMetadata: { brand: "EVIL" } },
    }),
  );

  expect(JSON.stringify(response)).not.toContain("EVIL");
});

test("does the same as it is packaged", async () => {
  const invoke = packaged("functions/custom-message", {
    LANGUAGE_ATTRIBUTE: "custom:language",
    DEFAULT_LANGUAGE: "fr",
    BRAND: "Gatehouse",
  });
  const event = triggerEvent("CustomMessage_ForgotPassword", {
    request: { userAttributes: { "custom:language": "de-CH" } },
  });

  const { answer } = await invoke(event);

  expect(answer).toMatchObject({
    response: { smsMessage: "Gatehouse: Ihr Code zum Zurücksetzen des Passworts lautet {####}." },
  });
  const other = await invoke(triggerEvent("CustomMessage_ForgotPassword"));
  expect(other.answer).toMatchObject({
    response: { emailSubject: "Réinitialisez votre mot de passe pour Gatehouse" },
  });
});

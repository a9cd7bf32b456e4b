import { expect, test } from "@jest/globals";
import { checkNotificationTexts } from "../../../../functions/custom-email-sender/check-notification-texts";
import { notificationTexts } from "../../../../functions/custom-email-sender/notification-texts";
import { checkTexts } from "../../../../functions/shared/message-texts/check-texts";
import { texts, type MessageTexts } from "../../../../functions/shared/message-texts/texts";
import { checkTexts as checkOneTimeCodeTexts } from "../../../../functions/shared/one-time-code/check-texts";
import { texts as oneTimeCodeTexts } from "../../../../functions/shared/one-time-code/texts";
import { TextsError } from "../../../../functions/shared/texts/check-texts";

const english = texts["en"];
if (!english) throw new Error("There are no English texts");

test("the texts that ship can be sent, with a brand of 20 characters", () => {
  const brand = "x".repeat(20);
  expect(checkTexts(texts, { brand })).toEqual([]);
  expect(checkOneTimeCodeTexts(oneTimeCodeTexts, { brand })).toEqual([]);
  expect(checkNotificationTexts(notificationTexts, { brand })).toEqual([]);
});

/** The problems of the English texts with one changed, as `source part: rule`. */
function problemsWith(change: Partial<(typeof texts)[string]>): readonly string[] {
  return checkTexts({ en: { ...english, ...change } as MessageTexts[string] }).map(
    ({ source, part, rule }) => `${source} ${part}: ${rule}`,
  );
}

test.each<[string, Parameters<typeof problemsWith>[0], string]>([
  [
    "a code that is missing",
    { SignUp: { ...english.SignUp, sms: "Welcome" } },
    "SignUp sms: has no {code}",
  ],
  [
    "an invitation that does not say the user name",
    { AdminCreateUser: { ...english.AdminCreateUser, email: "<p>{code}</p>" } },
    "AdminCreateUser email: has no {username}",
  ],
  [
    "a placeholder that nothing fills in",
    { ResendCode: { ...english.ResendCode, email: "{code} {name}" } },
    "ResendCode email: {name} is not known here",
  ],
  [
    "Cognito's notation in place of ours",
    { ResendCode: { ...english.ResendCode, email: "{code} {####}" } },
    "ResendCode email: {####} is not known here",
  ],
  [
    "a code in the subject",
    { ForgotPassword: { ...english.ForgotPassword, subject: "{code}" } },
    "ForgotPassword subject: {code} is not known here",
  ],
  [
    "a text message that is too long only with its code",
    { Authentication: { ...english.Authentication, sms: `${"x".repeat(135)}{code}` } },
    "Authentication sms: is 141 characters long with everything filled in, 140 is the most",
  ],
  [
    "a blank that Cognito refuses, with its place",
    { SignUp: { ...english.SignUp, email: "Votre code\u00a0: {code}" } },
    "SignUp email: Cognito sends letters, marks, symbols, digits, punctuation and plain spaces and line breaks, and no U+00A0 (a no-break space), character 11",
  ],
  [
    "an emoji with a joiner in the subject",
    { SignUp: { ...english.SignUp, subject: "👩\u200d💻 Hello" } },
    "SignUp subject: Cognito sends letters, marks, symbols, digits, punctuation and plain spaces, and no U+200D (a joiner, which holds the parts of an emoji together), character 2",
  ],
  [
    "a subject that is too long",
    { SignUp: { ...english.SignUp, subject: "x".repeat(141) } },
    "SignUp subject: is 141 characters long with everything filled in, 140 is the most",
  ],
  [
    "an e-mail that is too long",
    { SignUp: { ...english.SignUp, email: `{code}${"x".repeat(20_000)}` } },
    "SignUp email: is 20006 characters long with everything filled in, 20000 is the most",
  ],
  [
    "a part that is empty",
    { SignUp: { ...english.SignUp, email: " " } },
    "SignUp email: is missing or empty",
  ],
])("finds %s", (_, change, problem) => {
  expect(problemsWith(change)).toEqual([problem]);
});

test("counts a brand and a long temporary password in", () => {
  const long = { brand: "x".repeat(60), temporaryPasswordLength: 40 };

  expect(checkTexts(texts, long).map(({ source, part }) => [source, part])).toContainEqual([
    "AdminCreateUser",
    "sms",
  ]);
});

test("names what a language lacks, and a default language without texts, all in one error", () => {
  const rest = { ...english, SignUp: undefined };
  const problems = checkTexts(
    { en: english, it: rest as unknown as MessageTexts[string] },
    { defaultLanguage: "nl" },
  );
  const { message } = new TextsError(problems);

  expect(message).toContain("2 texts cannot be sent");
  expect(message).toContain(
    "functions/shared/message-texts/texts.ts: it, SignUp: there is no text. Write one, with subject, email, sms.",
  );
  expect(message).toContain("nl: the default language has no texts");
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sentText, unsendable } from "../../../configuration/values/sent-text";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html, with Java's ASCII `\s`. */
const awsMessage = /^[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\v\f\r*]*$/u;
const awsSubject = /^[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\v\f\r]+$/u;

const message = sentText({ what: "the message", from: 6, to: 20_000 });
const subject = sentText({ what: "the subject", from: 1, to: 140, inALine: true });

describe("a character that Cognito refuses is named with its place", () => {
  test.each([
    ["Votre code\u00a0: {####}", "U+00A0 (a no-break space), character 11"],
    ["Votre code\u202f: {####}", "U+202F (a narrow no-break space), character 11"],
    ["Be\u00adstätigung {####}", "U+00AD (a soft hyphen), character 3"],
    [
      "👩\u200d💻 {####}",
      "U+200D (a joiner, which holds the parts of an emoji together), character 2",
    ],
    ["Hello\u200b {####}", "U+200B"],
    ["Hello\u0000 {####}", "U+0000, character 6"],
    ["Hello \ud800 {####}", "U+D800, character 7"],
  ])("%j", (text, words) => {
    expect(message(text)?.rule).toContain(words);
  });
});

test.each(["Ihr Code: {####}", "<p>👍🏽 ❤️ Straße *neu*</p>\r\n{####}", "コード {####}"])(
  "%j is sent",
  (text) => {
    expect(message(text)).toBeUndefined();
  },
);

test("a subject has no line break: the rest would be a header of its own", () => {
  expect(subject("Your code\nBcc: x")?.rule).toContain("a line break");
});

test("length is counted as AWS counts it", () => {
  expect(subject("👍".repeat(70))).toBeUndefined();
  expect(subject("👍".repeat(71))?.rule).toContain("142");
  expect(message(" ".repeat(10))?.rule).toContain("none to read");
});

test("a text is refused exactly when AWS's pattern refuses it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
      expect(unsendable(text) === undefined).toBe(awsMessage.test(text));
      if (unsendable(text, true) === undefined) expect(text).toMatch(awsSubject);
    }),
  );
});

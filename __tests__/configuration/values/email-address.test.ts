import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  addressOf,
  belongsTo,
  emailAddress,
  mailbox,
} from "../../../configuration/values/email-address";

/** Of `ReplyToEmailAddress`: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html */
const awsAddress = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

const address = emailAddress("replyTo");

describe("a mailbox", () => {
  test.each([
    "no-reply@example.com",
    "Acme <no-reply@example.com>",
    "Acme Support <no-reply@mail.example.com>",
    '"Acme, Inc." <no-reply@example.com>',
    '"The \\"best\\"" <no-reply@example.com>',
    "=?UTF-8?B?R3LDtsOfZQ==?= <no-reply@example.com>",
    "first.last+tag@xn--bcher-kva.example",
  ])("%s is right", (value) => {
    expect(mailbox(value)).toBeUndefined();
  });

  test.each([
    ["Acme, Inc. <no-reply@example.com>", '`"Acme, Inc." <no-reply@example.com>`'],
    ["someone@example.com <someone@example.com>", '`"someone@example.com" <someone@example.com>`'],
    ['"Acme" Inc <no-reply@example.com>', '\\"'],
    ["Größe <no-reply@example.com>", "`=?UTF-8?B?R3LDtsOfZQ==?= <no-reply@example.com>`"],
    ["no-reply@bücher.example", "`no-reply@xn--bcher-kva.example`"],
    ["noreply@пример.рф", "`noreply@xn--e1afmkfd.xn--p1ai`"],
    ["Acme <no-reply@bücher.example>", "`no-reply@xn--bcher-kva.example`"],
    ["Acme\r\nBcc: x@example.com <no-reply@example.com>", "line breaks"],
    ["größe@example.com", "no-reply@example.com"],
    ["no-reply", "no-reply@example.com"],
    ["no-reply@localhost", "example.com"],
    ["a..b@example.com", "no-reply@example.com"],
    ["@example.com", "no-reply@example.com"],
    [" no-reply@example.com", "no-reply@example.com"],
    ["no-reply@example.com\n", "example.com"],
    ["Acme\n <no-reply@example.com>", "line breaks"],
    ["Acme <no-reply@example.com", "Acme <no-reply@example.com>"],
    ["<no-reply@example.com> Acme", "Acme <no-reply@example.com>"],
    ["=?UTF-8?Q?two words?= <no-reply@example.com>", "=?UTF-8?B?<base64>?="],
    ["=?UTF-8?B?***?= <no-reply@example.com>", "=?UTF-8?B?<base64>?="],
    ["=?UTF-8?B?R3LD <no-reply@example.com>", "=?UTF-8?B?<base64>?="],
    ["=?none?X?z?= <no-reply@example.com>", "=?UTF-8?B?<base64>?="],
    ["no-reply@-example.com", "example.com"],
    ["no-reply@1.2.3.4", "example.com"],
    [`${"x".repeat(65)}@example.com`, "no-reply@example.com"],
    [`${"x".repeat(1_000_000)}@example.com`, "shorten"],
  ])("%.60s is refused, and the fix says what to write", (value, fix) => {
    expect(mailbox(value)?.fix).toContain(fix);
  });

  test("whatever is taken, AWS takes, and it is one line of ASCII", () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: "grapheme" })), (value) => {
        if (address(value) !== undefined) return;
        expect(value).toMatch(awsAddress);
        expect(value).toMatch(/^[\x21-\x7e]+$/);
      }),
    );
  });

  test("the fix of any display name is a mailbox that is taken", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), (name) => {
        const fix = mailbox(`${name} <no-reply@example.com>`)?.fix;
        if (fix === undefined) return;
        const [, written = ""] =
          /^write (?:it without .*: )?`(.*?)`(?: with the quotes|, which.*)?$/s.exec(fix) ?? [];
        // A name may hold a backtick, which ends what the pattern above can find.
        if (name.includes("`")) return;
        expect([written, mailbox(written)]).toEqual([written, undefined]);
      }),
    );
  });
});

test("an identity sends for its own address, or for its domain and what is under it", () => {
  expect(belongsTo(addressOf("Acme <No-Reply@Example.com>"), "example.com")).toBe(true);
  expect(belongsTo("a@mail.example.com", "Example.com")).toBe(true);
  expect(belongsTo("a@other.example", "example.com")).toBe(false);
  expect(belongsTo("a@notexample.com", "example.com")).toBe(false);
  expect(belongsTo("a@example.com", "b@example.com")).toBe(false);
  expect(belongsTo("a@example.com", "A@example.com")).toBe(true);
});

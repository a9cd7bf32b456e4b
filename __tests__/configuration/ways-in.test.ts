import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { waysIn } from "../../configuration/rules/ways-in";
import { problemsOf } from "../support/configuration-problems";

type Anything = Readonly<Record<string, unknown>>;

const oneTimeCode = {
  triggers: [
    "post-confirmation",
    "define-auth-challenge",
    "create-auth-challenge",
    "verify-auth-challenge-response",
  ],
  recipes: {
    oneTimeCode: {
      from: "no-reply@example.com",
      sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
    },
  },
};
const factors = ["SOFTWARE_TOKEN"];

describe("settings that leave nobody able to get in name the step that fails", () => {
  test.each<[string, Anything, string, string]>([
    [
      "no code, no trigger that confirms",
      { userPool: { autoVerifiedAttributes: [] } },
      "userPool.autoVerifiedAttributes",
      "nobody could sign in",
    ],
    [
      "a preferred_username that every sign-up must carry and none may",
      {
        userPool: {
          usernameAttributes: [],
          aliasAttributes: ["preferred_username"],
          requiredAttributes: ["email", "preferred_username"],
        },
        clients: { web: { writeAttributes: ["email", "preferred_username"] } },
      },
      "userPool.requiredAttributes[1]",
      "only from confirmed users",
    ],
    [
      "user names, with codes to an e-mail address that nobody gives",
      { userPool: { usernameAttributes: [], requiredAttributes: [] } },
      "userPool.requiredAttributes",
      "no code",
    ],
    [
      "user names that a trigger confirms, and a lost password",
      {
        userPool: { usernameAttributes: [], requiredAttributes: [], autoVerifiedAttributes: [] },
        triggers: ["pre-sign-up", "post-confirmation"],
      },
      "userPool.autoVerifiedAttributes",
      "who loses the password",
    ],
    [
      "a required attribute that a client may not write",
      {
        userPool: { requiredAttributes: ["email", "name"] },
        clients: { web: { writeAttributes: ["email"] } },
      },
      "clients.web.writeAttributes",
      "nobody could sign up",
    ],
    [
      "telephone numbers to sign in with, and no code by text message",
      { userPool: { usernameAttributes: ["email", "phone_number"], requiredAttributes: [] } },
      "userPool.requiredAttributes",
      "whoever signs up gives an e-mail address",
    ],
    [
      "a code that goes to the telephone, and new passwords that go to an unproven address",
      {
        userPool: {
          autoVerifiedAttributes: ["email", "phone_number"],
          requiredAttributes: ["email", "phone_number"],
          mfa: { mode: "OFF" },
        },
      },
      "userPool.accountRecovery",
      "what people prove here when they sign up is a telephone number",
    ],
    [
      "telephone numbers alone, and the default recovery",
      {
        userPool: {
          usernameAttributes: ["phone_number"],
          autoVerifiedAttributes: ["phone_number"],
          requiredAttributes: [],
          mfa: { mode: "OFF" },
        },
      },
      "userPool.accountRecovery",
      "a new password goes to a verified e-mail address",
    ],
    [
      "text messages as everybody's second factor, for people without a number",
      {
        userPool: { mfa: { mode: "ON", factors: ["SMS"] } },
      },
      "userPool.requiredAttributes",
      "whoever signs up gives a telephone number",
    ],
    [
      "text messages as everybody's second factor, and their only way to a new password",
      {
        userPool: {
          usernameAttributes: ["phone_number"],
          autoVerifiedAttributes: ["phone_number"],
          accountRecovery: ["verified_phone_number", "verified_email"],
          mfa: { mode: "ON", factors: ["SMS"] },
        },
      },
      "userPool.accountRecovery",
      "is everybody's second factor",
    ],
    [
      "an attribute that nobody can change, and nobody gives",
      { userPool: { immutableAttributes: ["birthdate"] } },
      "userPool.immutableAttributes[0]",
      "given at sign-up, or never",
    ],
    [
      "MFA that a one-time code goes round",
      {
        ...oneTimeCode,
        userPool: { mfa: { mode: "ON", factors } },
        clients: { web: { authFlows: ["USER_SRP_AUTH", "CUSTOM_AUTH"] } },
      },
      "clients.web.authFlows",
      "gives tokens for the code alone",
    ],
  ])("%s", (_what, parts, path, rule) => {
    expect(problemsOf(parts)).toEqual([
      expect.objectContaining({
        path: `environments.dev.${path}`,
        rule: expect.stringContaining(rule),
      }),
    ]);
  });

  test("a one-time code without an SES identity to send it from", () => {
    expect(
      problemsOf({
        triggers: oneTimeCode.triggers,
        clients: { web: { authFlows: ["CUSTOM_AUTH"] } },
      }).map(({ path }) => path),
    ).toEqual(["environments.dev.recipes.oneTimeCode"]);
  });
});

test.each<[string, Anything]>([
  ["what is there by default", {}],
  ["MFA with passwords", { userPool: { mfa: { mode: "ON", factors } } }],
  [
    "a one-time code beside MFA for who wants it",
    { ...oneTimeCode, clients: { web: { authFlows: ["USER_SRP_AUTH", "CUSTOM_AUTH"] } } },
  ],
  [
    "a function of the team's that confirms",
    {
      userPool: { autoVerifiedAttributes: [] },
      triggers: ["pre-sign-up", "post-confirmation"],
    },
  ],
  [
    "invitations only, whatever the client may write",
    {
      userPool: { selfSignUp: false, requiredAttributes: ["email", "name"] },
      clients: { web: { writeAttributes: ["email"] } },
    },
  ],
  ["user names with an address", { userPool: { usernameAttributes: [] } }],
  [
    "telephone numbers, with an administrator for lost passwords",
    {
      userPool: {
        usernameAttributes: ["phone_number"],
        autoVerifiedAttributes: ["phone_number"],
        requiredAttributes: [],
        accountRecovery: ["admin_only"],
        mfa: { mode: "OPTIONAL", factors: ["SMS"] },
      },
    },
  ],
  ["an address that is given for good", { userPool: { immutableAttributes: ["email"] } }],
])("%s lets people in", (_what, parts) => {
  expect(problemsOf(parts)).toEqual([]);
});

test("with more that a client may write, nobody is locked out", () => {
  const attributes = ["email", "name", "nickname", "locale"];
  fc.assert(
    fc.property(fc.subarray(attributes), fc.subarray(attributes), (required, writable) => {
      const parts = (writeAttributes: readonly string[]) => ({
        userPool: { requiredAttributes: ["email", ...required.filter((name) => name !== "email")] },
        clients: { web: { writeAttributes } },
      });
      const isOpen = problemsOf(parts(writable)).length === 0;
      expect(isOpen).toBe(["email", ...required].every((name) => writable.includes(name)));
      expect(problemsOf(parts(attributes))).toEqual([]);
    }),
  );
});

/**
 * One user, as Cognito would treat them, told without any of the rule's steps: what they give, where the
 * code goes, what it proves, and where a new password could go.
 */
function getsInAndBack(settings: {
  readonly name: "email" | "phone_number" | "username";
  readonly required: readonly string[];
  readonly verified: readonly string[];
  readonly recovery: readonly string[];
  readonly mfa: { readonly mode: string; readonly factors?: readonly string[] };
  readonly isOpen: boolean;
  readonly confirms: boolean;
}): boolean {
  const { name, required, verified, recovery, mfa, isOpen, confirms } = settings;
  const given = new Set([...required, name]);
  const needed = mfa.mode === "ON" ? (mfa.factors ?? []) : [];
  if (!isOpen) return true;
  const codeTo = ["phone_number", "email"].find(
    (address) => given.has(address) && verified.includes(address),
  );
  if (codeTo === undefined && !confirms) return false;
  const proven = confirms ? ["email", "phone_number"].filter((each) => given.has(each)) : [codeTo];
  if (needed.length > 0 && needed.every((factor) => factor === "SMS")) {
    if (!given.has("phone_number")) return false;
  }
  return (
    recovery.includes("admin_only") ||
    recovery.some((mechanism) => {
      const [address, factor] =
        mechanism === "verified_email" ? ["email", "EMAIL"] : ["phone_number", "SMS"];
      const isTheFactor = needed.length > 0 && needed.every((each) => each === factor);
      return proven.includes(address) && !isTheFactor;
    })
  );
}

test("whatever is combined, what is let through lets a user in and back, and nothing else is refused", () => {
  const addresses = ["email", "phone_number"] as const;
  const anyMfa = fc.oneof(
    fc.constant({ mode: "OFF" as const }),
    fc.record({
      mode: fc.constantFrom("OPTIONAL" as const, "ON" as const),
      factors: fc.subarray(["SOFTWARE_TOKEN", "SMS", "EMAIL"] as const, { minLength: 1 }),
    }),
  );
  fc.assert(
    fc.property(
      fc.record({
        names: fc.subarray([...addresses]),
        required: fc.subarray([...addresses, "name" as const]),
        verified: fc.subarray([...addresses]),
        recovery: fc.constantFrom(
          ["verified_email"] as const,
          ["verified_phone_number"] as const,
          ["verified_phone_number", "verified_email"] as const,
          ["admin_only"] as const,
        ),
        mfa: anyMfa,
        isOpen: fc.boolean(),
        confirms: fc.boolean(),
        flow: fc.constantFrom("USER_SRP_AUTH" as const, "USER_AUTH" as const),
      }),
      ({ names, required, verified, recovery, mfa, isOpen, confirms, flow }) => {
        const told = waysIn(
          {
            userPool: {
              usernameAttributes: names,
              requiredAttributes: required,
              autoVerifiedAttributes: verified,
              accountRecovery: recovery,
              mfa,
              selfSignUp: isOpen,
            },
            clients: { web: { authFlows: [flow] } },
            triggers: confirms ? ["pre-sign-up", "post-confirmation"] : ["post-confirmation"],
          },
          { project: "acme", environment: "dev", path: "environments.dev" },
        );
        const everybody = (names.length > 0 ? names : (["username"] as const)).every((name) =>
          getsInAndBack({ name, required, verified, recovery, mfa, isOpen, confirms }),
        );
        expect(told.length === 0).toBe(everybody);
      },
    ),
    { numRuns: 2000 },
  );
});

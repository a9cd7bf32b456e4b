import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
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

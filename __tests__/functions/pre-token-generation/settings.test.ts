import { expect, test } from "@jest/globals";
import { readTokenSettings } from "../../../functions/pre-token-generation/settings";

const minimal = { USER_TABLE_NAME: "users" };

test("a table is enough, and then there is nothing to add", () => {
  expect(readTokenSettings(minimal)).toEqual({
    tableName: "users",
    claims: {},
    scopes: undefined,
    whenTableIsDown: "refuse",
  });
});

test.each([
  ["issue", "issue"],
  ["refuse", "refuse"],
  ["Issue", "refuse"],
  ["", "refuse"],
])("WHEN_TABLE_IS_DOWN=%s means %s", (value, meaning) => {
  expect(readTokenSettings({ ...minimal, WHEN_TABLE_IS_DOWN: value }).whenTableIsDown).toBe(
    meaning,
  );
});

test("claims and scopes are read", () => {
  const settings = readTokenSettings({
    ...minimal,
    CLAIMS: '{"custom:plan":"plan"}',
    SCOPES: '{"field":"scopes","allowed":["reports/read"]}',
  });

  expect(settings).toMatchObject({
    claims: { "custom:plan": "plan" },
    scopes: { field: "scopes", allowed: ["reports/read"] },
  });
});

test.each(["cognito:groups", "cognito:username", "sub", "token_use", "scope"])(
  "the claim %s is refused: no row may set it",
  (claim) => {
    const CLAIMS = JSON.stringify({ [claim]: "x" });

    expect(() => readTokenSettings({ ...minimal, CLAIMS })).toThrow(
      `CLAIMS has a claim that no row may set: ${claim}`,
    );
  },
);

test.each([
  ["USER_TABLE_NAME", ""],
  ["CLAIMS", "plan"],
  ["CLAIMS", '["plan"]'],
  ["CLAIMS", '{"plan":1}'],
  ["SCOPES", '{"field":"scopes"}'],
  ["SCOPES", '["reports/read"]'],
])("%s=%s is refused by the variable's name", (name, value) => {
  expect(() => readTokenSettings({ ...minimal, [name]: value })).toThrow(
    `Environment variable ${name} `,
  );
});

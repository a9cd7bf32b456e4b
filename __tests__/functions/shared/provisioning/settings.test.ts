import { expect, test } from "@jest/globals";
import { readProvisioningSettings } from "../../../../functions/shared/provisioning/settings";

const minimal = { USER_TABLE_NAME: "users", DEFAULT_GROUP: "Users" };

test("a table and a default group are enough", () => {
  expect(readProvisioningSettings(minimal)).toEqual({
    tableName: "users",
    groups: { defaultGroup: "Users", allowedGroups: [] },
    rowAttributes: [],
  });
});

test("everything that the stack may say is read", () => {
  expect(
    readProvisioningSettings({
      ...minimal,
      GROUP_ATTRIBUTE: "custom:group",
      ALLOWED_GROUPS: '["Managers"]',
      ROW_ATTRIBUTES: '["custom:plan","given_name"]',
    }),
  ).toEqual({
    tableName: "users",
    groups: {
      defaultGroup: "Users",
      groupAttribute: "custom:group",
      allowedGroups: ["Managers"],
    },
    rowAttributes: ["custom:plan", "given_name"],
  });
});

test.each([
  ["USER_TABLE_NAME", undefined],
  ["USER_TABLE_NAME", ""],
  ["DEFAULT_GROUP", undefined],
  ["ALLOWED_GROUPS", "Managers"],
  ["ALLOWED_GROUPS", '"Managers"'],
  ["ROW_ATTRIBUTES", "[1]"],
  ["ROW_ATTRIBUTES", '["custom:plan"'],
])("%s=%s is refused by the variable's name", (name, value) => {
  expect(() => readProvisioningSettings({ ...minimal, [name]: value })).toThrow(
    `Environment variable ${name} `,
  );
});

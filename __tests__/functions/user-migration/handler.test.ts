import { describe, expect, test } from "@jest/globals";
import { createHandler, NOT_MIGRATED } from "../../../functions/user-migration/handler";
import type { SourceUser } from "../../../functions/user-migration/user-source";
import type { AttributeRules } from "../../../functions/user-migration/attribute-rules";
import { triggerEvent } from "../../support/events/trigger-event";
import { Logged } from "../../support/in-memory-backend";

const ADDRESS = "ada.lovelace@analytical.example";

const rules: AttributeRules = {
  standard: ["email", "name", "phone_number", "birthdate", "updated_at", "website"],
  custom: {
    "custom:plan": ["String", 1, 20],
    "custom:seats": ["Number", 0, 500],
    "custom:beta": ["Boolean"],
    "custom:since": ["DateTime"],
  },
  required: ["email"],
};

/** The function, with a source that has this user. */
function deployed(
  user: SourceUser | undefined,
  signsInByEmail = true,
  changes: Partial<AttributeRules> = {},
) {
  const log = new Logged();
  const handler = createHandler({
    source: {
      authenticate: () => Promise.resolve(user),
      find: () => Promise.resolve(user),
    },
    settings: { rules: { ...rules, ...changes }, signsInByEmail },
    log,
  });
  const context = { getRemainingTimeInMillis: () => 5000 };
  return {
    logged: log.entries,
    signIn: (userName = ADDRESS) =>
      handler(triggerEvent("UserMigration_Authentication", { userName }), context),
    forgotPassword: (userName = ADDRESS) =>
      handler(triggerEvent("UserMigration_ForgotPassword", { userName }), context),
  };
}

const verified = { email: ADDRESS, email_verified: "true" };

test("a user with the right password is confirmed at once, without a welcome message", async () => {
  const { response } = await deployed({ attributes: verified, signedIn: true }).signIn();

  expect(response).toMatchObject({
    userAttributes: verified,
    finalUserStatus: "CONFIRMED",
    messageAction: "SUPPRESS",
    forceAliasCreation: false,
  });
});

test("a user who has forgotten the password is made with a verified address for the code", async () => {
  const { response } = await deployed({ attributes: verified, signedIn: false }).forgotPassword();

  expect(response).toMatchObject({ userAttributes: verified, messageAction: "SUPPRESS" });
  expect(response.finalUserStatus).toBeNull();
});

test("brings along what the new pool has, and nothing of Cognito's own", async () => {
  const { response } = await deployed({
    attributes: {
      ...verified,
      name: "Ada",
      "custom:plan": "pro",
      "custom:other": "x",
      sub: "other",
      identities: "[]",
      "cognito:groups": "Admins",
      "cognito:user_status": "CONFIRMED",
      groups: "Admins",
      nickname: "",
    },
    signedIn: true,
  }).signIn();

  expect(response.userAttributes).toEqual({ ...verified, name: "Ada", "custom:plan": "pro" });
});

describe.each([undefined, "false", "", "yes"])("an address with email_verified %j", (flag) => {
  const attributes = {
    email: ADDRESS,
    ...(flag === undefined ? {} : { email_verified: flag }),
  };

  test("is not verified in the new pool either", async () => {
    const { response } = await deployed({ attributes, signedIn: true }).signIn();

    expect(response.userAttributes).toEqual({ email: ADDRESS, email_verified: "false" });
  });

  test("gets no code to reset a password with", async () => {
    await expect(deployed({ attributes, signedIn: false }).forgotPassword()).rejects.toThrow(
      NOT_MIGRATED,
    );
  });

  test("does not take the place of a second factor", async () => {
    await expect(deployed({ attributes, signedIn: false }).signIn()).rejects.toThrow(NOT_MIGRATED);
  });
});

describe("where users sign in by e-mail", () => {
  const user = { attributes: verified, signedIn: true };

  test("the address may be typed in another case", async () => {
    await expect(deployed(user).signIn(ADDRESS.toUpperCase())).resolves.toBeDefined();
  });

  test.each(["charles.babbage@analytical.example", "ada"])(
    "nobody becomes %s with another's account",
    async (typed) => {
      await expect(deployed(user).signIn(typed)).rejects.toThrow(NOT_MIGRATED);
      await expect(deployed(user).forgotPassword(typed)).rejects.toThrow(NOT_MIGRATED);
    },
  );

  test("a user without an address is not migrated", async () => {
    await expect(deployed({ attributes: {}, signedIn: true }).signIn()).rejects.toThrow(
      NOT_MIGRATED,
    );
  });
});

test("where users have a name of their choice, it may be any", async () => {
  const user = { attributes: verified, signedIn: true };

  await expect(deployed(user, false).signIn("ada")).resolves.toBeDefined();
});

test("whoever the source does not know is told no more than that", async () => {
  await expect(deployed(undefined).signIn()).rejects.toThrow(new Error(NOT_MIGRATED));
});

describe("a value that the pool would refuse", () => {
  test.each([
    ["phone_number", "(555) 010-0100"],
    ["phone_number", "+1 555 010 0100"],
    ["phone_number", "+1234567890123456"],
    ["phone_number", "0043123456"],
    ["name", "x".repeat(3000)],
    ["birthdate", "1815"],
    ["updated_at", "yesterday"],
    ["custom:plan", "a plan of more than twenty characters"],
    ["custom:seats", "501"],
    ["custom:seats", "-12345"],
    ["custom:seats", "many"],
    ["custom:beta", "yes"],
    ["custom:since", "last year"],
  ])("%s: %s is left out, and the log names it without the value", async (name, value) => {
    const { signIn, logged } = deployed({
      attributes: { ...verified, [name]: value },
      signedIn: true,
    });

    const { response } = await signIn();

    expect(response).toMatchObject({ finalUserStatus: "CONFIRMED" });
    expect(response.userAttributes).toEqual(verified);
    expect(logged).toEqual([
      { level: "warn", entry: expect.objectContaining({ leftOut: [name] }) },
    ]);
    expect(JSON.stringify(logged)).not.toContain(value);
  });

  test.each([
    ["phone_number", "+15550100"],
    ["name", "x".repeat(2048)],
    ["birthdate", "1815-12-10"],
    ["custom:plan", "pro"],
    ["custom:seats", "500"],
    ["custom:beta", "false"],
    ["custom:since", "2025-06-01T12:00:00Z"],
  ])("is not %s: %s", async (name, value) => {
    const { signIn, logged } = deployed({
      attributes: { ...verified, [name]: value },
      signedIn: true,
    });

    expect((await signIn()).response.userAttributes).toMatchObject({ [name]: value });
    expect(logged).toEqual([]);
  });

  test("takes its verification along", async () => {
    const attributes = { ...verified, phone_number: "555", phone_number_verified: "true" };

    expect(
      (await deployed({ attributes, signedIn: true }).signIn()).response.userAttributes,
    ).toEqual(verified);
  });

  test.each([{ name: "x".repeat(3000) }, {}])(
    "or none at all, where the pool requires one, is a failure that the log explains",
    async (attributes) => {
      const user = { attributes: { ...verified, ...attributes }, signedIn: true };
      const { signIn, logged } = deployed(user, true, { required: ["email", "name"] });

      await expect(signIn()).rejects.toThrow(NOT_MIGRATED);

      expect(logged).toContainEqual({
        level: "error",
        entry: expect.objectContaining({ missing: ["name"] }),
      });
    },
  );
});

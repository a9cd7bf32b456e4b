import { describe, expect, test } from "@jest/globals";
import { createHandler, NOT_MIGRATED } from "../../../functions/user-migration/handler";
import type { SourceUser } from "../../../functions/user-migration/user-source";
import { triggerEvent } from "../../support/events/trigger-event";

const ADDRESS = "ada.lovelace@analytical.example";

/** The function, with a source that has this user. */
function deployed(user: SourceUser | undefined, signsInByEmail = true) {
  const handler = createHandler({
    source: {
      authenticate: () => Promise.resolve(user),
      find: () => Promise.resolve(user),
    },
    settings: { attributes: ["email", "name", "phone_number", "custom:plan"], signsInByEmail },
    log: { error: () => undefined, warn: () => undefined },
  });
  const context = { getRemainingTimeInMillis: () => 5000 };
  return {
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

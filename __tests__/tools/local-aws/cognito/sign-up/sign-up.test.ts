import { createHmac } from "node:crypto";
import {
  AdminUpdateUserAttributesCommand,
  ConfirmSignUpCommand,
  ListUsersCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  UpdateUserPoolCommand,
  type AttributeType,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  codeSentTo,
  claimsOf,
  confirm,
  createPool,
  password,
  signIn,
  signUp,
  someEmail,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
/** By e-mail, any case; with custom attributes. Tests that need no other share it. */
let pool: TestPool;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  pool = await createPool(
    cognito,
    {
      Schema: [
        { Name: "name", AttributeDataType: "String", Required: false, Mutable: true },
        {
          Name: "team",
          AttributeDataType: "String",
          Mutable: true,
          StringAttributeConstraints: { MinLength: "2", MaxLength: "8" },
        },
        {
          Name: "seats",
          AttributeDataType: "Number",
          Mutable: true,
          NumberAttributeConstraints: { MinValue: "1", MaxValue: "10" },
        },
        { Name: "secret_role", AttributeDataType: "String", Mutable: true },
      ],
    },
    { WriteAttributes: ["email", "name", "custom:team", "custom:seats"] },
  );
});

async function signUpWith(password: string, attributes: AttributeType[] = []) {
  const input = { ClientId: pool.clientId, Username: someEmail(), UserAttributes: attributes };
  return cognito.client.send(new SignUpCommand({ ...input, Password: password }));
}

describe("SignUp", () => {
  test("says where the code went, without giving the address away", async () => {
    const output = await signUp(cognito, pool, "ada@lovelace.example");
    expect(output.UserConfirmed).toBe(false);
    expect(output.UserSub).toMatch(/^[0-9a-f-]{36}$/);
    expect(output.CodeDeliveryDetails).toEqual({
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "a***@l***",
    });
    expect(await userOf(cognito, pool, "ada@lovelace.example")).toMatchObject({
      username: output.UserSub,
      status: "UNCONFIRMED",
      attributes: { email: "ada@lovelace.example", email_verified: "false", sub: output.UserSub },
    });
  });

  test("works where only an administrator may reset passwords", async () => {
    const adminOnly = await createPool(cognito, {
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] },
    });
    const email = someEmail();
    await signUp(cognito, adminOnly, email);
    await confirm(cognito, adminOnly, email);
    expect(await signIn(cognito, adminOnly, email)).toBeDefined();
  });

  test("is refused where only administrators create users", async () => {
    const closed = await createPool(cognito, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    await expect(signUp(cognito, closed, someEmail())).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "SignUp is not permitted for this user pool",
    });
  });

  test("refuses an e-mail address that is taken, in whatever case it is written", async () => {
    const email = someEmail();
    await signUp(cognito, pool, email);
    const taken = {
      name: "UsernameExistsException",
      message: "An account with the given email already exists.",
    };
    await expect(signUp(cognito, pool, email)).rejects.toMatchObject(taken);
    await expect(signUp(cognito, pool, email.toUpperCase())).rejects.toMatchObject(taken);
  });

  test("of one address by two at once makes one user", async () => {
    const email = someEmail();
    const attempts = [email, email.toUpperCase(), email].map((name) => signUp(cognito, pool, name));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test.each([
    ["Sh0rt!", "Password not long enough"],
    ["no-upper-case-1", "Password must have uppercase characters"],
    ["NO-LOWER-CASE-1", "Password must have lowercase characters"],
    ["No-Digits-Here", "Password must have numeric characters"],
    ["NoSymbolsHere1", "Password must have symbol characters"],
  ])("names the rule that the password %s breaks", async (weak, rule) => {
    const strict = await createPool(cognito, {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
    });
    const input = { ClientId: strict.clientId, Username: someEmail(), Password: weak };
    await expect(cognito.client.send(new SignUpCommand(input))).rejects.toMatchObject({
      name: "InvalidPasswordException",
      message: `Password did not conform with policy: ${rule}`,
    });
  });

  test("takes any long password where the pool asks for length only", async () => {
    const lenient = await createPool(cognito, {
      Policies: { PasswordPolicy: { MinimumLength: 10 } },
    });
    const input = { ClientId: lenient.clientId, Username: someEmail(), Password: "aaaaaaaaaa" };
    expect(await cognito.client.send(new SignUpCommand(input))).toHaveProperty("UserSub");
  });

  test.each([
    ["spaces, which count as symbols", "Correct horse 9 battery"],
    ["256 characters", `${password}${"x".repeat(256 - password.length)}`],
  ])("takes a password of %s, and signs in with it", async (_what, long) => {
    const email = someEmail();
    const input = { ClientId: pool.clientId, Username: email, Password: long };
    await cognito.client.send(new SignUpCommand(input));
    await confirm(cognito, pool, email);
    expect(await signIn(cognito, pool, email, long)).toHaveProperty("IdToken");
  });

  test.each(["o'brien", "a&b", "#1!$*/=?^_`{|}~"])(
    "takes the e-mail address %s@…, however rare its characters",
    async (local) => {
      const email = `${local}-${someEmail()}`;
      await signUp(cognito, pool, email);
      await confirm(cognito, pool, email);
      const tokens = await signIn(cognito, pool, email.toUpperCase());
      expect(claimsOf(tokens?.IdToken)).toMatchObject({ email });
      await expect(signUp(cognito, pool, email)).rejects.toThrow("already exists");
    },
  );

  test.each([" Correct-Horse-9", "Correct-Horse-9 "])(
    "refuses the password '%s', which has a space at its end",
    async (spaced) => {
      const input = { ClientId: pool.clientId, Username: someEmail(), Password: spaced };
      await expect(cognito.client.send(new SignUpCommand(input))).rejects.toMatchObject({
        name: "InvalidParameterException",
        message: expect.stringContaining("Value at 'password' failed to satisfy constraint"),
      });
    },
  );

  test("takes null for what the client leaves out, as browser SDKs send it", async () => {
    const call = async (operation: string, input: object) =>
      fetch(cognito.endpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
        },
        body: JSON.stringify({ ClientId: pool.clientId, Username: email, ...input }),
      });
    const email = someEmail();
    const unset = { SecretHash: null, ClientMetadata: null };
    const signedUp = await call("SignUp", { ...unset, Password: password, ValidationData: null });
    expect(await signedUp.json()).toHaveProperty("UserSub");
    const code = codeSentTo(cognito, email);
    const confirmation = { ConfirmationCode: code, ForceAliasCreation: null };
    expect((await call("ConfirmSignUp", { ...unset, ...confirmation })).status).toBe(200);
  });

  test.each([
    ["unknown", "custom:nope", "x", "custom:nope: Attribute does not exist in the schema."],
    ["too short", "custom:team", "x", "custom:team: String must be no shorter than 2 characters"],
    ["too long", "custom:team", "123456789", "custom:team: String must be no longer than 8"],
    ["not a number", "custom:seats", "many", "custom:seats: Attribute must be a number."],
    ["too large", "custom:seats", "11", "custom:seats: Number must be no greater than 10"],
  ])("refuses an attribute that is %s", async (_why, Name, Value, message) => {
    await expect(signUpWith(password, [{ Name, Value }])).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining(`Attributes did not conform to the schema: ${message}`),
    });
  });

  test.each(["custom:secret_role", "email_verified", "given_name"])(
    "refuses %s, which the client may not write",
    async (Name) => {
      const attribute = { Name, Value: Name === "email_verified" ? "true" : "x" };
      await expect(signUpWith(password, [attribute])).rejects.toMatchObject({
        name: "NotAuthorizedException",
        message: "A client attempted to write unauthorized attribute",
      });
    },
  );

  test("lets a client that names no attributes write the standard ones only", async () => {
    const open = await createPool(cognito, {
      Schema: [{ Name: "team", AttributeDataType: "String", Mutable: true }],
    });
    const email = someEmail();
    await signUp(cognito, open, email, [{ Name: "given_name", Value: "Ada" }]);
    expect((await userOf(cognito, open, email)).attributes).toMatchObject({ given_name: "Ada" });
    const custom = signUp(cognito, open, someEmail(), [{ Name: "custom:team", Value: "core" }]);
    await expect(custom).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });

  test("asks for the attributes that the pool requires", async () => {
    const requiring = await createPool(cognito, {
      Schema: ["name", "birthdate"].map((Name) => ({
        Name,
        AttributeDataType: "String" as const,
        Required: true,
        Mutable: true,
      })),
    });
    await expect(signUp(cognito, requiring, someEmail())).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "Attributes did not conform to the schema: " +
        "name: The attribute is required\nbirthdate: The attribute is required\n",
    });
  });

  test.each([
    [{}, "bob", "Username should be an email."],
    [
      { UsernameAttributes: ["email" as const, "phone_number" as const] },
      "bob",
      "Username should be either an email or a phone number.",
    ],
    [
      { UsernameAttributes: [], AliasAttributes: ["email" as const] },
      "bob@example.com",
      "Username cannot be of email format, since user pool is configured for email alias.",
    ],
  ])("refuses a name of the wrong kind (%j)", async (settings, username, message) => {
    const other = await createPool(cognito, settings);
    await expect(signUp(cognito, other, username)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message,
    });
  });

  test("refuses what the API itself does not take, with every violation", async () => {
    const input = { ClientId: pool.clientId, Username: "", Password: " x" };
    await expect(cognito.client.send(new SignUpCommand(input))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "3 validation errors detected: " +
        "Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+; " +
        "Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+.*[\\S]+",
    });
  });

  test("of an unknown client says so", async () => {
    const unknown = { ...pool, clientId: "nosuchclient" };
    await expect(signUp(cognito, unknown, someEmail())).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "User pool client nosuchclient does not exist.",
    });
  });

  test("of a client with a secret asks for its proof", async () => {
    const secret = await createPool(cognito, {}, { GenerateSecret: true });
    const email = someEmail();
    const input = { ClientId: secret.clientId, Username: email, Password: password };
    const proof = createHmac("sha256", secret.clientSecret ?? "")
      .update(email + secret.clientId)
      .digest("base64");
    await expect(cognito.client.send(new SignUpCommand(input))).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: `Client ${secret.clientId} is configured with secret but SECRET_HASH was not received`,
    });
    const wrong = new SignUpCommand({ ...input, SecretHash: "d3Jvbmc=" });
    await expect(cognito.client.send(wrong)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: `Unable to verify secret hash for client ${secret.clientId}`,
    });
    const right = new SignUpCommand({ ...input, SecretHash: proof });
    expect(await cognito.client.send(right)).toMatchObject({ UserConfirmed: false });
  });
});

describe("usernames", () => {
  const byName = { UsernameAttributes: [], AliasAttributes: ["email" as const] };

  test("are kept as written and found in any case, unless the pool minds it", async () => {
    const lenient = await createPool(cognito, byName);
    await signUp(cognito, lenient, "Ada");
    expect(await userOf(cognito, lenient, "ADA")).toMatchObject({ username: "Ada" });
    const taken = { name: "UsernameExistsException", message: "User already exists" };
    await expect(signUp(cognito, lenient, "ada")).rejects.toMatchObject(taken);

    const strict = await createPool(cognito, {
      ...byName,
      UsernameConfiguration: { CaseSensitive: true },
    });
    await signUp(cognito, strict, "Ada");
    await signUp(cognito, strict, "ada");
    expect(await userOf(cognito, strict, "ada")).toMatchObject({ username: "ada" });
  });

  test("have an e-mail alias once it is verified, and one user per alias", async () => {
    const aliased = await createPool(cognito, byName);
    const email = someEmail();
    const attributes = [{ Name: "email", Value: email }];
    await signUp(cognito, aliased, "first", attributes);
    await expect(signIn(cognito, aliased, email)).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
    await confirm(cognito, aliased, "first");
    expect(await signIn(cognito, aliased, email)).toBeDefined();

    await signUp(cognito, aliased, "second", attributes);
    await expect(confirm(cognito, aliased, "second")).rejects.toMatchObject({
      name: "AliasExistsException",
    });
    // The code is still good: the first time it was not used up.
    const code = codeSentTo(cognito, "second");
    const input = { ClientId: aliased.clientId, Username: "second", ConfirmationCode: code };
    await cognito.client.send(new ConfirmSignUpCommand({ ...input, ForceAliasCreation: true }));
    expect(await userOf(cognito, aliased, email)).toMatchObject({ username: "second" });
    expect((await userOf(cognito, aliased, "first")).attributes["email_verified"]).toBe("false");
  });
});

describe("ConfirmSignUp", () => {
  test.each(["", "12 34"])("does not take %j for a code", async (ConfirmationCode) => {
    const input = { ClientId: pool.clientId, Username: someEmail(), ConfirmationCode };
    await expect(cognito.client.send(new ConfirmSignUpCommand(input))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("Member must satisfy regular expression pattern: [\\S]+"),
    });
  });

  test("of an unknown user says so, unless the client hides users", async () => {
    await expect(confirm(cognito, pool, someEmail())).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: "Username/client id combination not found.",
    });
    const hiding = await createPool(cognito, {}, { PreventUserExistenceErrors: "ENABLED" });
    await expect(confirm(cognito, hiding, someEmail())).rejects.toMatchObject({
      name: "ExpiredCodeException",
      message: "Invalid code provided, please request a code again.",
    });
  });

  test("in any case of the name confirms the one user", async () => {
    const email = someEmail();
    await signUp(cognito, pool, email.toUpperCase());
    await confirm(cognito, pool, email);
    expect(await userOf(cognito, pool, email)).toMatchObject({
      status: "CONFIRMED",
      attributes: { email: email.toUpperCase(), email_verified: "true" },
    });
  });
});

describe("ResendConfirmationCode", () => {
  const resend = (to: TestPool, Username: string) =>
    cognito.client.send(new ResendConfirmationCodeCommand({ ClientId: to.clientId, Username }));

  test("says where the code went, until the user is confirmed", async () => {
    await signUp(cognito, pool, "grace@hopper.example");
    const { CodeDeliveryDetails } = await resend(pool, "grace@hopper.example");
    expect(CodeDeliveryDetails).toMatchObject({ Destination: "g***@h***" });
    await confirm(cognito, pool, "grace@hopper.example");
    await expect(resend(pool, "grace@hopper.example")).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "User is already confirmed.",
    });
  });

  test("answers for users who do not exist as for those who do, if the client hides users", async () => {
    const hiding = await createPool(cognito, {}, { PreventUserExistenceErrors: "ENABLED" });
    expect((await resend(hiding, "nobody@example.com")).CodeDeliveryDetails).toEqual({
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "n***@e***",
    });
    await expect(resend(pool, "nobody@example.com")).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
  });
});

test("a pool updated after its creation still takes e-mails for usernames, in any case", async () => {
  const updated = await createPool(cognito);
  const email = someEmail();
  await signUp(cognito, updated, email);
  await cognito.client.send(
    new UpdateUserPoolCommand({
      UserPoolId: updated.userPoolId,
      AutoVerifiedAttributes: ["email"],
    }),
  );
  await expect(signUp(cognito, updated, email.toUpperCase())).rejects.toMatchObject({
    name: "UsernameExistsException",
  });
  await confirm(cognito, updated, email.toUpperCase());
  expect(await signIn(cognito, updated, email)).toBeDefined();
});

test("an administrator finds a user by the e-mail address, also after it changed", async () => {
  const before = someEmail();
  const after = someEmail();
  const { UserSub: sub } = await signUp(cognito, pool, before);
  await cognito.client.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: pool.userPoolId,
      Username: before,
      UserAttributes: [{ Name: "email", Value: after }],
    }),
  );
  const { Users } = await cognito.client.send(
    new ListUsersCommand({ UserPoolId: pool.userPoolId, Filter: `email = "${after}"` }),
  );
  expect(Users?.map(({ Username }) => Username)).toEqual([sub]);
  expect(await userOf(cognito, pool, after.toUpperCase())).toMatchObject({ username: sub });
  await expect(userOf(cognito, pool, before)).rejects.toMatchObject({
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
});

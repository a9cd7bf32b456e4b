import {
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  ChangePasswordCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  codeSentTo,
  createPool,
  password,
  signIn,
  signedInUser,
  someEmail,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let pool: TestPool;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  pool = await createPool(
    cognito,
    {
      Schema: [
        { Name: "team", AttributeDataType: "String", Mutable: true },
        { Name: "tenant", AttributeDataType: "String", Mutable: false },
      ],
    },
    {
      ReadAttributes: ["email", "email_verified", "given_name"],
      WriteAttributes: ["email", "given_name", "custom:tenant"],
    },
  );
});

const getUser = (AccessToken: string) => cognito.client.send(new GetUserCommand({ AccessToken }));

const update = (AccessToken: string, Name: string, Value: string) =>
  cognito.client.send(
    new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name, Value }] }),
  );

const verify = (AccessToken: string, AttributeName: string, Code: string) =>
  cognito.client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code }));

describe("GetUser", () => {
  test("shows what the client may read, and no more", async () => {
    const { email, accessToken } = await signedInUser(cognito, pool);
    const { UserAttributes, Username } = await getUser(accessToken);
    const { username } = await userOf(cognito, pool, email);
    expect(Username).toBe(username);
    expect(UserAttributes).toHaveLength(3);
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: "sub", Value: username },
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
      ]),
    );
  });

  test.each(["garbage", "a.b.c"])("refuses %s for a token", async (token) => {
    await expect(getUser(token)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Invalid Access Token",
    });
  });
});

describe("a user who signed out everywhere", () => {
  const revoked = { name: "NotAuthorizedException", message: "Access Token has been revoked" };

  async function expectSignedOut(accessToken: string, refreshToken: string) {
    await expect(getUser(accessToken)).rejects.toMatchObject(revoked);
    const refresh = new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    });
    await expect(cognito.client.send(refresh)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Refresh Token has been revoked",
    });
  }

  test("by their own will has no valid token left", async () => {
    const { accessToken, refreshToken } = await signedInUser(cognito, pool);
    await cognito.client.send(new GlobalSignOutCommand({ AccessToken: accessToken }));
    await expectSignedOut(accessToken, refreshToken);
  });

  test("by an administrator, named by e-mail in any case, has none either", async () => {
    const { email, accessToken, refreshToken } = await signedInUser(cognito, pool);
    await cognito.client.send(
      new AdminUserGlobalSignOutCommand({
        UserPoolId: pool.userPoolId,
        Username: email.toUpperCase(),
      }),
    );
    await expectSignedOut(accessToken, refreshToken);
  });
});

describe("ChangePassword", () => {
  const change = (AccessToken: string, PreviousPassword: string, ProposedPassword: string) =>
    cognito.client.send(
      new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }),
    );

  test("takes a good new password from who knows the old one", async () => {
    const { email, accessToken } = await signedInUser(cognito, pool);
    await change(accessToken, password, "Another-Horse-7");
    expect(await signIn(cognito, pool, email, "Another-Horse-7")).toBeDefined();
  });

  test("refuses a wrong old password and a weak new one", async () => {
    const { accessToken } = await signedInUser(cognito, pool);
    await expect(change(accessToken, "Wrong-Horse-9", "Another-Horse-7")).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    await expect(change(accessToken, password, "weak")).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
  });
});

describe("UpdateUserAttributes", () => {
  test("changes what the client may write, also to what it was", async () => {
    const { email, accessToken } = await signedInUser(cognito, pool);
    await update(accessToken, "given_name", "Ada");
    await update(accessToken, "email", email);
    expect((await userOf(cognito, pool, email)).attributes).toMatchObject({
      given_name: "Ada",
      email,
      email_verified: "true",
    });
  });

  test.each([
    ["custom:team", "NotAuthorizedException"],
    ["email_verified", "NotAuthorizedException"],
    ["custom:nope", "InvalidParameterException"],
    ["custom:tenant", "InvalidParameterException"],
  ])("refuses %s with %s", async (attribute, name) => {
    const { accessToken } = await signedInUser(cognito, pool);
    await expect(update(accessToken, attribute, "true")).rejects.toMatchObject({ name });
  });

  test("makes a new e-mail address unverified until the user verifies it", async () => {
    const { accessToken } = await signedInUser(cognito, pool);
    const email = someEmail();
    const { CodeDeliveryDetailsList } = await update(accessToken, "email", email);
    expect(CodeDeliveryDetailsList).toEqual([
      { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "u***@e***" },
    ]);
    expect((await userOf(cognito, pool, email)).attributes["email_verified"]).toBe("false");
    await verify(accessToken, "email", codeSentTo(cognito, email));
    expect((await userOf(cognito, pool, email)).attributes["email_verified"]).toBe("true");
  });

  test("keeps the old address until the new one is verified, if the pool asks for that", async () => {
    const careful = await createPool(cognito, {
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    });
    const { email: before, accessToken } = await signedInUser(cognito, careful);
    const after = someEmail();
    await update(accessToken, "email", after);
    expect((await userOf(cognito, careful, before)).attributes).toMatchObject({
      email: before,
      email_verified: "true",
    });
    const code = await cognito.client.send(
      new GetUserAttributeVerificationCodeCommand({
        AccessToken: accessToken,
        AttributeName: "email",
      }),
    );
    expect(code.CodeDeliveryDetails).toMatchObject({ AttributeName: "email" });
    await verify(accessToken, "email", codeSentTo(cognito, after));
    expect(await signIn(cognito, careful, after)).toBeDefined();
    await expect(signIn(cognito, careful, before)).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
  });

  test("refuses the e-mail address of another user", async () => {
    const { email } = await signedInUser(cognito, pool);
    const { accessToken } = await signedInUser(cognito, pool);
    await expect(update(accessToken, "email", email.toUpperCase())).rejects.toMatchObject({
      name: "AliasExistsException",
      message: "An account with the given email already exists.",
    });
  });
});

test("DeleteUserAttributes takes an attribute away", async () => {
  const { email, accessToken } = await signedInUser(cognito, pool);
  await update(accessToken, "given_name", "Ada");
  await cognito.client.send(
    new DeleteUserAttributesCommand({
      AccessToken: accessToken,
      UserAttributeNames: ["given_name"],
    }),
  );
  expect((await userOf(cognito, pool, email)).attributes).not.toHaveProperty("given_name");
});

test("DeleteUser ends the account, and the address is free again", async () => {
  const { email, accessToken } = await signedInUser(cognito, pool);
  await cognito.client.send(new DeleteUserCommand({ AccessToken: accessToken }));
  const input = { UserPoolId: pool.userPoolId, Username: email };
  await expect(cognito.client.send(new AdminGetUserCommand(input))).rejects.toMatchObject({
    name: "UserNotFoundException",
  });
  await expect(getUser(accessToken)).rejects.toMatchObject({ name: "UserNotFoundException" });
  await signedInUser(cognito, pool, email);
});

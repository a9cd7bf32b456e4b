import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUpdateUserAttributesCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  DescribeUserPoolClientCommand,
  GetGroupCommand,
  ListUsersInGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  createPool,
  password,
  signUp,
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
  pool = await createPool(cognito);
  const group = { UserPoolId: pool.userPoolId, GroupName: "Users" };
  await cognito.client.send(new CreateGroupCommand(group));
});

const member = (Username: string, GroupName = "Users") => ({
  UserPoolId: pool.userPoolId,
  GroupName,
  Username,
});

const noGroup = { name: "ResourceNotFoundException", message: "Group not found." };
const noUser = { name: "UserNotFoundException", message: "User does not exist." };

describe("groups", () => {
  test("take and lose a user named by e-mail in any case", async () => {
    const { email } = await signedInUser(cognito, pool);
    const name = email.toUpperCase();
    const groupsOf = async () => {
      const input = { UserPoolId: pool.userPoolId, Username: name };
      const { Groups } = await cognito.client.send(new AdminListGroupsForUserCommand(input));
      return Groups?.map(({ GroupName }) => GroupName);
    };
    await cognito.client.send(new AdminAddUserToGroupCommand(member(name)));
    expect(await groupsOf()).toEqual(["Users"]);
    await cognito.client.send(new AdminRemoveUserFromGroupCommand(member(name)));
    expect(await groupsOf()).toEqual([]);
  });

  test("that do not exist are said not to", async () => {
    const { email } = await signedInUser(cognito, pool);
    const missing = { UserPoolId: pool.userPoolId, GroupName: "Nobody" };
    const add = new AdminAddUserToGroupCommand(member(email, "Nobody"));
    await expect(cognito.client.send(add)).rejects.toMatchObject(noGroup);
    await expect(cognito.client.send(new GetGroupCommand(missing))).rejects.toMatchObject(noGroup);
    const list = new ListUsersInGroupCommand(missing);
    await expect(cognito.client.send(list)).rejects.toMatchObject(noGroup);
    await expect(cognito.client.send(new DeleteGroupCommand(missing))).rejects.toMatchObject(
      noGroup,
    );
  });

  test("do not take users who do not exist", async () => {
    const add = new AdminAddUserToGroupCommand(member(someEmail()));
    await expect(cognito.client.send(add)).rejects.toMatchObject(noUser);
  });
});

describe("AdminCreateUser", () => {
  const create = (Username: string, more: object = {}) =>
    cognito.client.send(
      new AdminCreateUserCommand({ UserPoolId: pool.userPoolId, Username, ...more }),
    );

  test("makes a user who has to change the password, with an address nobody vouched for", async () => {
    const email = someEmail();
    const { User } = await create(email, { TemporaryPassword: password });
    expect(User).toMatchObject({ UserStatus: "FORCE_CHANGE_PASSWORD", Enabled: true });
    expect(User?.UserCreateDate).toBeInstanceOf(Date);
    expect((await userOf(cognito, pool, email)).attributes).toMatchObject({
      email,
      email_verified: "false",
    });
  });

  test("takes an address with an apostrophe, and finds the user by it", async () => {
    const email = `o'brien-${someEmail()}`;
    const { User } = await create(email, { TemporaryPassword: password });
    expect(User?.Attributes).toContainEqual({ Name: "email", Value: email });
    expect((await userOf(cognito, pool, email)).username).toBe(User?.Username);
  });

  test("refuses an address that is taken in another case", async () => {
    const email = someEmail();
    await signUp(cognito, pool, email);
    await expect(create(email.toUpperCase())).rejects.toMatchObject({
      name: "UsernameExistsException",
      message: "User account already exists",
    });
  });

  test("refuses a temporary password that the policy does not allow", async () => {
    await expect(create(someEmail(), { TemporaryPassword: "weak" })).rejects.toMatchObject({
      name: "InvalidPasswordException",
      message: "Password did not conform with password policy: Password not long enough",
    });
  });

  test("invites again who has not signed in yet, and makes no second user", async () => {
    const email = someEmail();
    const { User } = await create(email);
    const again = await create(email, { MessageAction: "RESEND" });
    expect(again.User?.Username).toBe(User?.Username);
    const { email: confirmed } = await signedInUser(cognito, pool);
    await expect(create(confirmed, { MessageAction: "RESEND" })).rejects.toMatchObject({
      name: "UnsupportedUserStateException",
    });
  });
});

describe("AdminUpdateUserAttributes", () => {
  const update = (Username: string, Name: string, Value: string) =>
    cognito.client.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: pool.userPoolId,
        Username,
        UserAttributes: [{ Name, Value }],
      }),
    );

  test("may set what no user may, and an address to what it was", async () => {
    const { email } = await signedInUser(cognito, pool);
    await update(email.toUpperCase(), "email_verified", "false");
    await update(email, "email", email);
    expect((await userOf(cognito, pool, email)).attributes).toMatchObject({
      email,
      email_verified: "false",
    });
  });

  test("refuses what is not in the schema, and what never changes", async () => {
    const { email } = await signedInUser(cognito, pool);
    const refused = { name: "InvalidParameterException" };
    await expect(update(email, "custom:nope", "x")).rejects.toMatchObject(refused);
    await expect(update(email, "sub", "x")).rejects.toMatchObject({
      ...refused,
      message: "user.sub: Attribute cannot be updated.\n",
    });
  });
});

test("AdminDeleteUser frees the address", async () => {
  const { email } = await signedInUser(cognito, pool);
  const input = { UserPoolId: pool.userPoolId, Username: email.toUpperCase() };
  await cognito.client.send(new AdminDeleteUserCommand(input));
  await expect(cognito.client.send(new AdminDeleteUserCommand(input))).rejects.toMatchObject(
    noUser,
  );
  await signedInUser(cognito, pool, email);
});

test("a pool or client that does not exist is named in the refusal", async () => {
  const UserPoolId = "eu-west-1_missing00";
  const input = { UserPoolId, Username: someEmail() };
  await expect(cognito.client.send(new AdminDeleteUserCommand(input))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `User pool ${UserPoolId} does not exist.`,
  });
  const describeClient = new DescribeUserPoolClientCommand({
    UserPoolId: pool.userPoolId,
    ClientId: "nosuchclient",
  });
  await expect(cognito.client.send(describeClient)).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "User pool client nosuchclient does not exist.",
  });
});

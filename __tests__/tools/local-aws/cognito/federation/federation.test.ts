import {
  AdminAddUserToGroupCommand,
  AdminDisableProviderForUserCommand,
  AdminLinkProviderForUserCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  ListIdentityProvidersCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, jest, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws } from "../../../../support/fake-functions";
import {
  claimsOf,
  createPool,
  signIn,
  signedInUser,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

const triggers = [
  "PreSignUp",
  "PostConfirmation",
  "PostAuthentication",
  "PreTokenGeneration",
] as const;

interface TriggerEvent {
  readonly triggerSource: string;
  readonly userName: string;
  readonly request: object;
}

/** A pool whose functions answer with their events, but for one that throws. */
async function watchedPool(refusal: { readonly preSignUp?: string } = {}) {
  const LambdaConfig = Object.fromEntries(triggers.map((trigger) => [trigger, someFunctionArn()]));
  for (const [trigger, functionArn] of Object.entries(LambdaConfig)) {
    const { preSignUp } = refusal;
    cognito.functions.define(functionArn, (event) =>
      trigger === "PreSignUp" && preSignUp !== undefined ? throws(preSignUp) : returns(event),
    );
  }
  const pool = await createPool(cognito, { LambdaConfig });
  const arns = Object.values(LambdaConfig);
  const events = () =>
    cognito.functions.invocations
      .filter(({ functionArn }) => arns.includes(functionArn))
      .map(({ payload }) => payload as TriggerEvent);
  return { ...pool, events };
}

let accounts = 0;

/** An account at a provider that no other test uses. */
function someAccount(providerName = "Google") {
  accounts += 1;
  const providerUserId = `1000${accounts}`;
  return { providerName, providerUserId, username: `${providerName}_${providerUserId}` };
}

type Account = ReturnType<typeof someAccount>;

/** What the local AWS answers to somebody whom a provider vouches for. */
interface Answer {
  readonly AuthenticationResult?: { readonly IdToken: string; readonly AccessToken: string };
  readonly __type?: string;
  readonly message?: string;
}

async function comeBy(
  pool: TestPool,
  { providerName, providerUserId }: Account,
  attributes: object,
): Promise<Answer> {
  const { userPoolId, clientId } = pool;
  const response = await fetch(`${cognito.endpoint}/_gatehouse/federated-sign-in`, {
    method: "POST",
    body: JSON.stringify({ userPoolId, clientId, providerName, providerUserId, attributes }),
  });
  return (await response.json()) as Answer;
}

function link(pool: TestPool, account: Account, username: string) {
  return cognito.client.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId: pool.userPoolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: username },
      SourceUser: {
        ProviderName: account.providerName,
        ProviderAttributeName: "Cognito_Subject",
        ProviderAttributeValue: account.providerUserId,
      },
    }),
  );
}

test("a provider that nobody has set up is the pool's when its functions look for it", async () => {
  const pool = await watchedPool();
  for (const name of ["Google", "Google", "Acme"]) {
    await comeBy(pool, someAccount(name), { email: someEmail() });
  }
  const { Providers } = await cognito.client.send(
    new ListIdentityProvidersCommand({ UserPoolId: pool.userPoolId }),
  );
  expect(
    Providers?.map(({ ProviderName, ProviderType }) => [ProviderName, ProviderType]).sort(),
  ).toEqual([
    ["Acme", "OIDC"],
    ["Google", "Google"],
  ]);
});

test("a first sign-in makes a user of the provider, with tokens and all triggers told", async () => {
  const pool = await watchedPool();
  const account = someAccount();
  const email = someEmail();
  const attributes = { email, email_verified: "true", given_name: "Ada" };
  const { AuthenticationResult } = await comeBy(pool, account, attributes);
  expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({
    email,
    "cognito:username": account.username,
  });
  const user = await userOf(cognito, pool, account.username);
  expect(user).toMatchObject({
    username: account.username,
    status: "EXTERNAL_PROVIDER",
    attributes,
  });
  expect(JSON.parse(user.attributes["identities"] ?? "")).toMatchObject([
    {
      userId: account.providerUserId,
      providerName: "Google",
      providerType: "Google",
      primary: true,
    },
  ]);
  const told = pool.events();
  expect(told.map(({ triggerSource }) => triggerSource)).toEqual([
    "PreSignUp_ExternalProvider",
    "PostConfirmation_ConfirmSignUp",
    "PostAuthentication_Authentication",
    "TokenGeneration_HostedAuth",
  ]);
  for (const { userName } of told) expect(userName).toBe(account.username);
  expect(told[0]?.request).toMatchObject({ userAttributes: attributes });
  expect(told[1]?.request).toMatchObject({
    userAttributes: { email, "cognito:user_status": "EXTERNAL_PROVIDER" },
  });
});

test("the next sign-in makes no other user, and brings what the provider says now", async () => {
  const pool = await watchedPool();
  const account = someAccount();
  await comeBy(pool, account, { email: someEmail() });
  const before = pool.events().length;
  const email = someEmail();
  const { AuthenticationResult } = await comeBy(pool, account, { email, given_name: "Ada" });
  expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ email, given_name: "Ada" });
  const sources = pool.events().slice(before);
  expect(sources.map(({ triggerSource }) => triggerSource)).toEqual([
    "PostAuthentication_Authentication",
    "TokenGeneration_HostedAuth",
  ]);
  const { Users } = await cognito.client.send(
    new ListUsersCommand({ UserPoolId: pool.userPoolId }),
  );
  expect(Users).toMatchObject([{ Username: account.username, UserStatus: "EXTERNAL_PROVIDER" }]);
});

test("a pre sign-up function that throws keeps the user out, and none is made", async () => {
  const pool = await watchedPool({ preSignUp: "Not here" });
  const account = someAccount();
  expect(await comeBy(pool, account, { email: someEmail() })).toMatchObject({
    __type: "UserLambdaValidationException",
    message: "PreSignUp failed with error Not here.",
  });
  await expect(userOf(cognito, pool, account.username)).rejects.toMatchObject({
    name: "UserNotFoundException",
  });
});

test("a user of a provider may share an address with one who has a password", async () => {
  const pool = await createPool(cognito);
  const { email } = await signedInUser(cognito, pool);
  const account = someAccount();
  await comeBy(pool, account, { email });
  expect(await userOf(cognito, pool, account.username)).toMatchObject({ attributes: { email } });
  const tokens = await signIn(cognito, pool, email);
  expect(claimsOf(tokens?.IdToken)["cognito:username"]).not.toBe(account.username);
});

test("a user of a provider is put into groups by the provider's name for them", async () => {
  const pool = await createPool(cognito);
  const account = someAccount();
  await comeBy(pool, account, { email: someEmail() });
  const group = { UserPoolId: pool.userPoolId, GroupName: "Users" };
  await cognito.client.send(new CreateGroupCommand(group));
  const target = { UserPoolId: pool.userPoolId, Username: account.username };
  await cognito.client.send(new AdminAddUserToGroupCommand({ ...group, ...target }));
  const { Groups } = await cognito.client.send(new AdminListGroupsForUserCommand(target));
  expect(Groups).toMatchObject([{ GroupName: "Users" }]);
  const { AuthenticationResult } = await comeBy(pool, account, {});
  expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ "cognito:groups": ["Users"] });
});

describe("an account that is linked with a user of the pool", () => {
  test("signs that user in, and makes none", async () => {
    const pool = await watchedPool();
    const { email } = await signedInUser(cognito, pool);
    const account = someAccount();
    const { username } = await userOf(cognito, pool, email);
    await link(pool, account, username ?? "");
    const before = pool.events().length;
    const { AuthenticationResult } = await comeBy(pool, account, { email });
    expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ "cognito:username": username });
    const sources = pool.events().slice(before);
    expect(sources.map(({ triggerSource }) => triggerSource)).toEqual([
      "PostAuthentication_Authentication",
      "TokenGeneration_HostedAuth",
    ]);
    const user = await userOf(cognito, pool, email);
    expect(user.status).toBe("CONFIRMED");
    expect(JSON.parse(user.attributes["identities"] ?? "")).toMatchObject([
      { userId: account.providerUserId, providerName: "Google", primary: false },
    ]);
  });

  test("may be linked by the pre sign-up function of its first sign-in", async () => {
    const functionArn = someFunctionArn();
    const pool = await createPool(cognito, { LambdaConfig: { PreSignUp: functionArn } });
    cognito.functions.define(functionArn, (event) => returns(event));
    const { email } = await signedInUser(cognito, pool);
    const { username } = await userOf(cognito, pool, email);
    const account = someAccount();
    const inner = cognito.functions.invoke.bind(cognito.functions);
    const spy = jest.spyOn(cognito.functions, "invoke").mockImplementation(async (...call) => {
      if (call[0] === functionArn) await link(pool, account, username ?? "");
      return inner(...call);
    });
    const { AuthenticationResult } = await comeBy(pool, account, { email });
    spy.mockRestore();
    expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ "cognito:username": username });
    await expect(userOf(cognito, pool, account.username)).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
  });

  test("stands for itself again once the link is taken away", async () => {
    const pool = await createPool(cognito);
    const { email } = await signedInUser(cognito, pool);
    const account = someAccount();
    await link(pool, account, (await userOf(cognito, pool, email)).username ?? "");
    await cognito.client.send(
      new AdminDisableProviderForUserCommand({
        UserPoolId: pool.userPoolId,
        User: {
          ProviderName: account.providerName,
          ProviderAttributeName: "Cognito_Subject",
          ProviderAttributeValue: account.providerUserId,
        },
      }),
    );
    expect((await userOf(cognito, pool, email)).attributes["identities"]).toBe("[]");
    const { AuthenticationResult } = await comeBy(pool, account, { email });
    expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({
      "cognito:username": account.username,
    });
  });

  test("cannot be linked once it has signed up by itself", async () => {
    const pool = await createPool(cognito);
    const { email } = await signedInUser(cognito, pool);
    const account = someAccount();
    await comeBy(pool, account, { email });
    const { username = "" } = await userOf(cognito, pool, email);
    await expect(link(pool, account, username)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("Merging is not currently supported"),
    });
  });
});

import { createHmac } from "node:crypto";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  createPool,
  password,
  region,
  signedInUser,
  someEmail,
  startLocalCognito,
  type LocalCognito,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let client: CognitoIdentityProvider;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(() => {
  client = new CognitoIdentityProvider({
    endpoint: cognito.endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

test("a client goes from one secret to the next, and both are good in between", async () => {
  const pool = await createPool(cognito, {}, { GenerateSecret: true });
  const named = { UserPoolId: pool.userPoolId, ClientId: pool.clientId };
  const signUp = (secret: string | undefined) => {
    const Username = someEmail();
    const SecretHash = createHmac("sha256", secret ?? "")
      .update(Username + pool.clientId)
      .digest("base64");
    return client.signUp({ ClientId: pool.clientId, Username, Password: password, SecretHash });
  };
  const { ClientSecretDescriptor: added } = await client.addUserPoolClientSecret(named);
  const { ClientSecrets = [] } = await client.listUserPoolClientSecrets(named);
  expect(ClientSecrets).toHaveLength(2);
  expect(ClientSecrets.map(({ ClientSecretValue }) => ClientSecretValue ?? null)).toEqual([
    null,
    null,
  ]);
  const first = ClientSecrets[0]?.ClientSecretId ?? "";
  expect(first).toMatch(new RegExp(`^${pool.clientId}--\\d{13}$`));
  await signUp(pool.clientSecret);
  await signUp(added?.ClientSecretValue);
  await expect(client.addUserPoolClientSecret(named)).rejects.toMatchObject({
    name: "LimitExceededException",
  });
  await client.deleteUserPoolClientSecret({ ...named, ClientSecretId: first });
  await expect(signUp(pool.clientSecret)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  const { UserPoolClient } = await client.describeUserPoolClient(named);
  expect(UserPoolClient?.ClientSecret).toBe(added?.ClientSecretValue);
  await expect(
    client.deleteUserPoolClientSecret({ ...named, ClientSecretId: added?.ClientSecretId }),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("terms are kept by name, once for each client", async () => {
  const { userPoolId: UserPoolId, clientId: ClientId } = await createPool(cognito);
  const create = () =>
    client.createTerms({
      UserPoolId,
      ClientId,
      TermsName: "privacy-policy",
      TermsSource: "LINK",
      Enforcement: "NONE",
      Links: { "cognito:default": "https://example.com/privacy" },
    });
  const TermsId = (await create()).Terms?.TermsId;
  await expect(create()).rejects.toMatchObject({ name: "TermsExistsException" });
  const Links = { "cognito:default": "https://example.com/new" };
  await client.updateTerms({ UserPoolId, TermsId, Links });
  const byClient = { UserPoolId, ClientId, TermsName: "privacy-policy" };
  expect((await client.describeTermsByClient(byClient)).Terms?.Links).toEqual(Links);
  expect((await client.listTerms({ UserPoolId })).Terms).toHaveLength(1);
  await client.deleteTerms({ UserPoolId, TermsId });
  await expect(client.describeTerms({ UserPoolId, TermsId })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("threat protection lists what a user did, the newest first, and takes a judgement", async () => {
  const watched = await createPool(cognito, {
    UserPoolTier: "PLUS",
    UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  });
  const { email } = await signedInUser(cognito, watched);
  await expect(
    client.initiateAuth({
      ClientId: watched.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: "Wrong-Horse-9" },
    }),
  ).rejects.toThrow();
  const named = { UserPoolId: watched.userPoolId, Username: email };
  const list = (more = {}) => client.adminListUserAuthEvents({ ...named, ...more });
  const { AuthEvents = [] } = await list();
  expect(AuthEvents.map(({ EventType, EventResponse }) => [EventType, EventResponse])).toEqual([
    ["SignIn", "Fail"],
    ["SignIn", "Pass"],
    ["SignUp", "Pass"],
  ]);
  const page = await list({ MaxResults: 2 });
  expect(page.AuthEvents).toHaveLength(2);
  expect((await list({ NextToken: page.NextToken })).AuthEvents).toHaveLength(1);
  // Another list's token leads nowhere, in moto's lists as little as in ours.
  const { NextToken } = page;
  const { userPoolId: UserPoolId } = watched;
  for (const other of [
    client.listResourceServers({ UserPoolId, MaxResults: 2, NextToken }),
    client.listTerms({ UserPoolId, NextToken }),
    client.listGroups({ UserPoolId, NextToken }),
  ]) {
    await expect(other).rejects.toMatchObject({ name: "InvalidParameterException" });
  }
  const EventId = AuthEvents[0]?.EventId;
  await client.adminUpdateAuthEventFeedback({ ...named, EventId, FeedbackValue: "Invalid" });
  expect((await list({ MaxResults: 1 })).AuthEvents?.[0]?.EventFeedback).toMatchObject({
    FeedbackValue: "Invalid",
    Provider: "Admin",
  });
});

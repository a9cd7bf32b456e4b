import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ADDRESS_NOT_ALLOWED } from "../../../functions/pre-sign-up/allowed-domain";
import { ACCOUNT_EXISTS } from "../../../functions/pre-sign-up/existing-user";
import { bundleFunction } from "../../../stacks/lambda/bundle";
import { triggerEvent } from "../../support/events/trigger-event";
import { fails, type FakeAws, neverAnswers, returns, startFakeAws } from "../../support/fake-aws";
import { packagedFunctions } from "../../support/packaged-function";

const folder = "functions/pre-sign-up";
const federated = triggerEvent("PreSignUp_ExternalProvider");
const packaged = packagedFunctions();
const ada = {
  Username: "ada",
  UserStatus: "CONFIRMED",
  Enabled: true,
  Attributes: [
    { Name: "email", Value: "ada.lovelace@analytical.example" },
    { Name: "email_verified", Value: "true" },
  ],
};

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
  aws.answer("ListUsers", returns({ Users: [ada] }));
  aws.answer("AdminGetUser", fails(400, "UserNotFoundException"));
  aws.answer("ListIdentityProviders", returns({ Providers: [{ ProviderName: "Google" }] }));
});
afterEach(() => aws.close());

const invoke = (event: unknown, variables = {}) =>
  packaged(folder, { AWS_ENDPOINT_URL: aws.endpoint, ...variables })(event);

test("a sign-up costs one call, and none where it is not allowed or nobody asks", async () => {
  const event = triggerEvent("PreSignUp_SignUp");

  expect((await invoke(event)).answer).toEqual(event);
  expect(aws.requests.map(({ operation }) => operation)).toEqual(["ListUsers"]);
  const { error } = await invoke(event, { ALLOWED_EMAIL_DOMAINS: '["example.com"]' });
  await invoke(event, { FEDERATED_EXISTING_USER: "allow" });

  expect(error?.errorMessage).toBe(ADDRESS_NOT_ALLOWED);
  expect(aws.requests).toHaveLength(1);
});

test("a pool that never answers does not keep a sign-up waiting", async () => {
  aws.answer("ListUsers", neverAnswers);
  const event = triggerEvent("PreSignUp_SignUp");

  const { answer, log } = await invoke(event);

  expect(answer).toEqual(event);
  expect(log).toContain("existing user not looked for");
  expect(log).not.toContain("lovelace");
});

test("a federated user is linked to the account that has the address", async () => {
  const { answer } = await invoke(federated, { FEDERATED_EXISTING_USER: "link" });

  expect(answer).toEqual(federated);
  const operations = aws.requests.map(({ operation }) => operation);
  expect(operations.slice(0, 2).sort()).toEqual(["AdminGetUser", "ListUsers"]);
  expect(operations.slice(2)).toEqual(["ListIdentityProviders", "AdminLinkProviderForUser"]);
  expect(aws.requests.at(-1)?.body).toEqual({
    UserPoolId: federated.userPoolId,
    DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "ada" },
    SourceUser: {
      ProviderName: "Google",
      ProviderAttributeName: "Cognito_Subject",
      ProviderAttributeValue: "106300000000000000042",
    },
  });
});

test("a federated user whose address has an account is refused where nothing else is said", async () => {
  const { error, log } = await invoke(federated);

  expect(error?.errorMessage).toBe(ACCOUNT_EXISTS);
  expect(aws.requests.map(({ operation }) => operation).sort()).toEqual([
    "AdminGetUser",
    "ListUsers",
  ]);
  expect(log).not.toContain("lovelace");
});

test("weighs no more than 260 KB", () => {
  expect(bundleFunction(folder).code.byteLength).toBeLessThan(260 * 1024);
});

import { beforeAll, expect, test } from "@jest/globals";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { Amplify } from "aws-amplify";
import { confirmSignUp, getCurrentUser, signIn, signOut, signUp } from "aws-amplify/auth";
import { parseAmplifyConfig } from "aws-amplify/utils";
import { amplifyOutputs, variablesOf } from "../../../tools/front-end/amplify-outputs";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import { administrator } from "../../support/administrator";
import { duringTests } from "../../support/during-tests";
import { environmentWith } from "../../support/environments";

const environment = environmentWith({
  clients: {
    web: {
      kind: "spa",
      oauth: { callbackUrls: ["https://app.example.com/callback"] },
    },
  },
});
const email = "ann@example.com";
const password = "Correct-horse-7";
const outputs: Record<string, unknown> = {
  user_pool_domain: "acme.auth.eu-west-1.amazoncognito.com",
};
let aws: LocalAws;
duringTests(
  () => startLocalAws({ credentials: administrator, region: "eu-west-1", anyCode: true }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  const cognito = new CognitoIdentityProviderClient({
    endpoint: aws.endpoint,
    region: "eu-west-1",
    credentials: administrator,
  });
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({
      PoolName: "acme-dev",
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
    }),
  );
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: UserPool?.Id,
      ClientName: "web",
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
    }),
  );
  outputs["user_pool_id"] = UserPool?.Id;
  outputs["client_ids"] = { web: UserPoolClient?.ClientId };
});

const made = () => amplifyOutputs({ environment, outputs, client: "web", endpoint: aws.endpoint });

test("Amplify's own library signs up, in and out with what is made for it", async () => {
  // Through a file, as a front end has it.
  const file = JSON.parse(JSON.stringify(made())) as { custom: { endpoint: string } };
  const config = parseAmplifyConfig(file);
  Amplify.configure({
    ...config,
    Auth: {
      Cognito: { ...config.Auth?.Cognito, userPoolEndpoint: file.custom.endpoint },
    } as never,
  });
  const { nextStep } = await signUp({
    username: email,
    password,
    options: { userAttributes: { email } },
  });
  expect(nextStep.signUpStep).toBe("CONFIRM_SIGN_UP");
  await confirmSignUp({ username: email, confirmationCode: "123456" });
  expect(await signIn({ username: email, password })).toMatchObject({ isSignedIn: true });
  expect(await getCurrentUser()).toMatchObject({ signInDetails: { loginId: email } });
  await signOut();
  await expect(getCurrentUser()).rejects.toThrow();
});

test("it says how people sign in", () => {
  expect(made()).toMatchObject({
    version: "1.4",
    auth: {
      aws_region: "eu-west-1",
      password_policy: { min_length: 12 },
      username_attributes: ["email"],
      user_verification_types: ["email"],
      mfa_configuration: "OPTIONAL",
      mfa_methods: ["TOTP"],
      oauth: {
        domain: "acme.auth.eu-west-1.amazoncognito.com",
        redirect_sign_in_uri: ["https://app.example.com/callback"],
        response_type: "code",
      },
    },
  });
});

test("it says what else there is: codes and passkeys in place of a password, and the API", () => {
  const passwordless = environmentWith({
    userPool: {
      allowedFirstAuthFactors: [
        { factor: "PASSWORD" },
        { factor: "EMAIL_OTP" },
        { factor: "WEB_AUTHN", relyingPartyId: "example.com" },
      ],
      email: {
        sendingAccount: "DEVELOPER",
        from: "no-reply@example.com",
        sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
      },
    },
  });
  const url = "https://x.appsync-api.eu-west-1.amazonaws.com/graphql";
  const config = parseAmplifyConfig(
    amplifyOutputs({
      environment: passwordless,
      outputs: { ...outputs, graphql_url: url },
      client: "web",
    }),
  );
  expect(config).toMatchObject({
    API: { GraphQL: { endpoint: url, region: "eu-west-1", defaultAuthMode: "userPool" } },
    Auth: {
      Cognito: {
        passwordless: {
          emailOtpEnabled: true,
          smsOtpEnabled: false,
          webAuthn: { relyingPartyId: "example.com", userVerification: "preferred" },
        },
      },
    },
  });
  expect(parseAmplifyConfig(made() as never)).not.toHaveProperty("API");
  expect(parseAmplifyConfig(made() as never).Auth?.Cognito).not.toHaveProperty("passwordless");
});

test("as variables, each output is one, and each entry of a map", () => {
  expect(variablesOf({ region: "eu-west-1", client_ids: { web: "1a" }, url: "a?b&c" })).toBe(
    "REGION=eu-west-1\nCLIENT_IDS_WEB=1a\nURL='a?b&c'\n",
  );
});

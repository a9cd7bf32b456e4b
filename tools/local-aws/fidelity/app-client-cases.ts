import { updateClient } from "./case-calls";
import { model, documented, referenced, reported } from "./case-sources";
import type { FidelityCase } from "./fidelity-case";

/** Settings of app clients. */
export const appClientCases: readonly FidelityCase[] = [
  {
    name: "A callback URL with a space in it is refused",
    source: model,
    call: updateClient({ CallbackURLs: ["https://a b.example"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "Refresh tokens that rotate exclude the older way to use them",
    source: documented(
      "amazon-cognito-user-pools-using-the-refresh-token.html#using-the-refresh-token-rotation",
    ),
    disputed: "What AWS says to a client that names no flows at all, is not documented.",
    call: updateClient({
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A client's flows are named in the older way or in the newer, not in both",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ ExplicitAuthFlows: ["USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "The grant of machines needs a client with a secret",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ AllowedOAuthFlows: ["client_credentials"] }),
    answer: { error: "InvalidOAuthFlowException" },
  },
  {
    name: "The grant of machines stands alone",
    source: referenced("API_CreateUserPoolClient.html"),
    client: { GenerateSecret: true },
    call: updateClient({ AllowedOAuthFlows: ["client_credentials", "code"] }),
    answer: { error: "InvalidOAuthFlowException" },
  },
  {
    name: "A callback URL over HTTP is refused",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ CallbackURLs: ["http://app.example.com/"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A callback URL with a fragment is refused",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ CallbackURLs: ["https://app.example.com/#here"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A default redirect that is no callback URL is refused",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({
      CallbackURLs: ["https://app.example.com/"],
      DefaultRedirectURI: "https://other.example.com/",
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A token that lives longer than a day is refused",
    source: reported("aws-samples/cloudfront-authorization-at-edge/issues/144"),
    call: updateClient({ AccessTokenValidity: 25 }),
    answer: { error: "InvalidParameterException", message: "Invalid range for token validity." },
  },
  {
    name: "A client writes no attribute that the pool has not",
    source: reported("jmaleonard/serverless-cognito-add-custom-attributes/issues/4"),
    call: updateClient({ WriteAttributes: ["custom:none"] }),
    answer: {
      error: "InvalidParameterException",
      message: "Invalid write attributes specified while updating a client",
    },
  },
  {
    name: "A client offers no provider that the pool has not",
    source: reported("aws-amplify/amplify-cli/issues/11986"),
    call: updateClient({ SupportedIdentityProviders: ["Google"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "The grant of machines has no scope of users",
    source: reported("hashicorp/terraform-provider-aws/issues/4984"),
    client: { GenerateSecret: true },
    call: updateClient({
      AllowedOAuthFlows: ["client_credentials"],
      AllowedOAuthScopes: ["openid"],
    }),
    answer: {
      error: "InvalidOAuthFlowException",
      message: "openid is not supported with client_credentials flow",
    },
  },
  {
    name: "A public client gets no secret later",
    source: referenced("API_AddUserPoolClientSecret.html"),
    call: ({ userPoolId, clientId }) => ({
      operation: "AddUserPoolClientSecret",
      input: { UserPoolId: userPoolId, ClientId: clientId },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A client that the pool has not gets no settings of risks",
    source: referenced("API_SetRiskConfiguration.html"),
    call: ({ userPoolId }) => ({
      operation: "SetRiskConfiguration",
      input: { UserPoolId: userPoolId, ClientId: "0123456789abcdefghijklmnop" },
    }),
    answer: { error: "ResourceNotFoundException" },
  },
  {
    name: "A client that the pool has not gets no style of the pages",
    source: referenced("API_CreateManagedLoginBranding.html"),
    call: ({ clientId }) => ({
      operation: "CreateManagedLoginBranding",
      input: {
        UserPoolId: "eu-west-1_AAAAAAAAA",
        ClientId: clientId,
        UseCognitoProvidedValues: true,
      },
    }),
    answer: { error: "ResourceNotFoundException" },
  },
];

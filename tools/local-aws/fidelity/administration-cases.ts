import { ofAdmin } from "./case-calls";
import { model, referenced, reported } from "./case-sources";
import type { FidelityCase } from "./fidelity-case";

/** Users and groups, as administrators see and change them. */
export const administrationCases: readonly FidelityCase[] = [
  {
    name: "A user is found by their sub, also in a pool of names",
    source: referenced("API_AdminGetUser.html"),
    pool: { UsernameAttributes: [] },
    user: "confirmed",
    call: ({ userPoolId }) => ({
      operation: "AdminGetUser",
      input: { UserPoolId: userPoolId, Username: "00000000-0000-4000-a000-000000000000" },
    }),
    answer: { error: "UserNotFoundException", message: "User does not exist." },
  },
  {
    name: "A page of more than 60 users is refused",
    source: model,
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, Limit: 61 },
    }),
    answer: {
      error: "InvalidParameterException",
      message:
        "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    },
  },
  {
    name: "A page's token that is none is refused",
    source: referenced("API_ListUsers.html"),
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, PaginationToken: "none" },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "An administrator's call without a signature is refused",
    source: referenced("CommonErrors.html"),
    unsigned: true,
    user: "confirmed",
    call: (subject) => ({ operation: "AdminGetUser", input: ofAdmin(subject) }),
    answer: {
      error: "MissingAuthenticationTokenException",
      message: "Missing Authentication Token",
    },
  },
  {
    name: "A filter that is none is refused",
    source: reported("aws/aws-sdk-php/issues/1088"),
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, Filter: "foo" },
    }),
    answer: { error: "InvalidParameterException", message: "Error while parsing filter." },
  },
  {
    name: "Two comparisons are no filter",
    source: referenced("API_ListUsers.html"),
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, Filter: 'email = "a" and name = "b"' },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A group's rank is not negative",
    source: model,
    call: ({ userPoolId }) => ({
      operation: "CreateGroup",
      input: { UserPoolId: userPoolId, GroupName: "admins", Precedence: -1 },
    }),
    answer: {
      error: "InvalidParameterException",
      message:
        "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0",
    },
  },
  {
    name: "Threat protection's events are there where it is on",
    source: referenced("API_AdminListUserAuthEvents.html"),
    user: "confirmed",
    call: (subject) => ({ operation: "AdminListUserAuthEvents", input: ofAdmin(subject) }),
    answer: { error: "UserPoolAddOnNotEnabledException" },
  },
  {
    name: "A sign-in in a pool that is not there says so, before it looks for the client",
    source: referenced("API_AdminInitiateAuth.html"),
    call: ({ clientId, username, password }) => ({
      operation: "AdminInitiateAuth",
      input: {
        UserPoolId: "eu-west-1_AAAAAAAAA",
        ClientId: clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD: password },
      },
    }),
    answer: { error: "ResourceNotFoundException" },
  },
];

import { fidelityCases } from "../local-aws/fidelity/cases";

type Service = "cognito-idp" | "cognito-identity";

const terraform = "tools/local-aws/gaps/terraform.test.ts";
const cognito = "tools/local-aws/cognito";
const cases = "tools/local-aws/fidelity/cases.test.ts";

/** The operations that a test holds, by its file in `__tests__`. */
const held: Readonly<Record<Service, Readonly<Record<string, readonly string[]>>>> = {
  "cognito-idp": {
    [`${cognito}/sign-up/sign-up.test.ts`]: ["SignUp", "ConfirmSignUp", "ResendConfirmationCode"],
    [`${cognito}/messages/confirmation-codes.test.ts`]: ["GetUserAttributeVerificationCode"],
    [`${cognito}/passwords/password-reset.test.ts`]: [
      "AdminConfirmSignUp",
      "AdminResetUserPassword",
      "AdminSetUserPassword",
      "ConfirmForgotPassword",
      "ForgotPassword",
    ],
    [`${cognito}/sign-in/sign-in.test.ts`]: [
      "AdminDisableUser",
      "AdminEnableUser",
      "AdminInitiateAuth",
      "GetTokensFromRefreshToken",
      "InitiateAuth",
      "RevokeToken",
    ],
    [`${cognito}/sign-in/authentication-triggers.test.ts`]: ["AdminRespondToAuthChallenge"],
    [`${cognito}/sign-in/srp.test.ts`]: ["RespondToAuthChallenge"],
    [`${cognito}/sign-in/mfa.test.ts`]: [
      "AdminSetUserMFAPreference",
      "AssociateSoftwareToken",
      "SetUserMFAPreference",
      "SetUserPoolMfaConfig",
      "VerifySoftwareToken",
    ],
    [`${cognito}/tokens/tokens.test.ts`]: [
      "AddCustomAttributes",
      "CreateResourceServer",
      "CreateUserPoolClient",
      "DeleteResourceServer",
      "DescribeResourceServer",
      "ListResourceServers",
      "UpdateResourceServer",
    ],
    [`${cognito}/tokens/pre-token-generation.test.ts`]: ["CreateUserPool", "UpdateUserPool"],
    [`${cognito}/federation/federation.test.ts`]: [
      "AdminDisableProviderForUser",
      "AdminLinkProviderForUser",
      "ListUsers",
    ],
    [`${cognito}/users/admin-create-user.test.ts`]: ["AdminCreateUser"],
    [`${cognito}/users/administration.test.ts`]: [
      "AdminAddUserToGroup",
      "AdminDeleteUser",
      "AdminListGroupsForUser",
      "AdminRemoveUserFromGroup",
      "AdminUpdateUserAttributes",
      "CreateGroup",
      "DeleteGroup",
      "DescribeUserPoolClient",
      "GetGroup",
      "ListUsersInGroup",
    ],
    [`${cognito}/users/own-account.test.ts`]: [
      "AdminGetUser",
      "AdminUserGlobalSignOut",
      "ChangePassword",
      "DeleteUser",
      "DeleteUserAttributes",
      "GetUser",
      "GlobalSignOut",
      "UpdateUserAttributes",
      "VerifyUserAttribute",
    ],
    "functions/shared/reconciliation/real-pool.test.ts": ["AdminDeleteUserAttributes"],
    "tools/local-aws/door/door.test.ts": ["ListUserPools"],
    [`${cognito}/user-import/user-import.test.ts`]: [
      "CreateUserImportJob",
      "DescribeUserImportJob",
      "GetCSVHeader",
      "ListUserImportJobs",
      "StartUserImportJob",
      "StopUserImportJob",
    ],
    [`${cognito}/pools/kept.test.ts`]: [
      "AddUserPoolClientSecret",
      "AdminListUserAuthEvents",
      "AdminUpdateAuthEventFeedback",
      "CreateTerms",
      "DeleteTerms",
      "DeleteUserPoolClientSecret",
      "DescribeTerms",
      "DescribeTermsByClient",
      "ListTerms",
      "ListUserPoolClientSecrets",
      "UpdateTerms",
    ],
    [terraform]: [
      "DeleteUserPoolClient",
      "DescribeUserPool",
      "GetUserPoolMfaConfig",
      "TagResource",
      "UpdateGroup",
    ],
  },
  "cognito-identity": {
    "tools/local-aws/iam/identity-credentials.test.ts": [
      "CreateIdentityPool",
      "GetCredentialsForIdentity",
      "GetId",
      "GetOpenIdToken",
      "SetIdentityPoolRoles",
    ],
    [terraform]: [
      "DeleteIdentityPool",
      "DescribeIdentityPool",
      "GetIdentityPoolRoles",
      "UpdateIdentityPool",
    ],
  },
};

/** Operations whose answers a case tells. */
const byCases = new Set(
  fidelityCases.map(
    ({ call }) => call({ userPoolId: "", clientId: "", username: "", password: "" }).operation,
  ),
);

/** The test that holds an operation, by its path in `__tests__`; `undefined` where there is none. */
export function testOf(service: Service, operation: string): string | undefined {
  const own = Object.entries(held[service]).find(([, names]) => names.includes(operation))?.[0];
  return own ?? (service === "cognito-idp" && byCases.has(operation) ? cases : undefined);
}

/** Every operation of {@link testOf}, with its test. */
export function heldOperations(): readonly (readonly [string, string])[] {
  return Object.values(held).flatMap((tests) =>
    Object.entries(tests).flatMap(([test, names]) => names.map((name) => [name, test] as const)),
  );
}

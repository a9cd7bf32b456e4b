import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../json-protocol";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";
import { checkUserPool, userPoolSettings } from "./check-user-pool";

const createSchema = userPoolSettings.extend({
  UsernameAttributes: z.array(z.string()).default([]),
  AliasAttributes: z.array(z.string()).default([]),
});
const updateSchema = userPoolSettings.extend({ UserPoolId: input.userPoolId });

type CreateInput = z.output<typeof createSchema>;

/** What a password policy asks for where it says nothing. */
const policyDefaults = {
  MinimumLength: 8,
  RequireUppercase: false,
  RequireLowercase: false,
  RequireNumbers: false,
  RequireSymbols: false,
  TemporaryPasswordValidityDays: 7,
  // No setting of Cognito's, but moto's, and exclusive: without it 98 characters are the most.
  MaximumLength: 257,
};

/**
 * CreateUserPool. A password policy asks for what it names; moto's asks for what it leaves out.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html
 */
export function createUserPool(cognito: Cognito): Operation {
  return operation(cognito, "CreateUserPool", createSchema, async ({ input, resend }) => {
    checkUserPool(input, input.UserPoolTier ?? "ESSENTIALS");
    checkSecondFactor(input);
    if (input.UsernameAttributes.length > 0 && input.AliasAttributes.length > 0) {
      throw invalidParameter(
        "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
      );
    }
    return shown(await resend(withPolicyDefaults(input.Policies)));
  });
}

/**
 * DescribeUserPool, without what only moto has.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html
 */
export function describeUserPool(cognito: Cognito): Operation {
  return operation(cognito, "DescribeUserPool", z.object({}), async ({ resend }) =>
    shown(await resend()),
  );
}

/**
 * UpdateUserPool cannot change how users sign in, so nobody sends those settings again; moto takes
 * that for taking them away.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export function updateUserPool(cognito: Cognito): Operation {
  return operation(cognito, "UpdateUserPool", updateSchema, async ({ input, pools, resend }) => {
    checkUserPool(input, input.UserPoolTier);
    const pool = await pools.pool(input.UserPoolId);
    // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1176
    if (input.MfaConfiguration === "ON" && pool.MfaConfiguration !== "ON") {
      throw invalidParameter(
        "Cannot turn MFA functionality ON, once the user pool has been created.",
      );
    }
    return resend({
      ...withPolicyDefaults(input.Policies),
      UsernameAttributes: pool.UsernameAttributes,
      AliasAttributes: pool.AliasAttributes,
      UsernameConfiguration: pool.UsernameConfiguration,
    });
  });
}

function shown(output: JsonObject): JsonObject {
  const UserPool = isJsonObject(output["UserPool"]) ? output["UserPool"] : {};
  const Policies = isJsonObject(UserPool["Policies"]) ? UserPool["Policies"] : {};
  const policy = isJsonObject(Policies["PasswordPolicy"]) ? Policies["PasswordPolicy"] : {};
  const PasswordPolicy = Object.fromEntries(
    Object.entries(policy).filter(([name]) => name !== "MaximumLength"),
  );
  return { ...output, UserPool: { ...UserPool, Policies: { ...Policies, PasswordPolicy } } };
}

/** Of second factors, CreateUserPool takes text messages alone; the others come by SetUserPoolMfaConfig. */
function checkSecondFactor({ MfaConfiguration = "OFF", SmsConfiguration }: CreateInput): void {
  if (MfaConfiguration === "OFF" || SmsConfiguration !== undefined) return;
  // https://github.com/hashicorp/terraform-provider-aws/issues/7261
  throw invalidParameter(
    "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
  );
}

function withPolicyDefaults(given: CreateInput["Policies"]): object {
  if (given?.PasswordPolicy === undefined) return {};
  return { Policies: { ...given, PasswordPolicy: { ...policyDefaults, ...given.PasswordPolicy } } };
}

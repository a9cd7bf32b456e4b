import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";

const byCode = [
  { factor: "EMAIL_OTP", attribute: "email" },
  { factor: "SMS_OTP", attribute: "phone_number" },
] as const;

/** Whether people of the pool may sign in by a code alone. */
export function isPasswordless(pool: UserPoolType): boolean {
  return byCode.some(({ factor }) => allows(pool, factor));
}

/**
 * Whether somebody may sign up without a password: by an address that the pool verifies, and sends codes
 * to sign in with.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export function needsNoPassword(
  pool: UserPoolType,
  attributes: Readonly<Record<string, string>>,
): boolean {
  return byCode.some(
    ({ factor, attribute }) =>
      allows(pool, factor) &&
      pool.AutoVerifiedAttributes?.includes(attribute) === true &&
      Boolean(attributes[attribute]),
  );
}

function allows(pool: UserPoolType, factor: (typeof byCode)[number]["factor"]): boolean {
  return pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors?.includes(factor) === true;
}

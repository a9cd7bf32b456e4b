import type { PasswordPolicyType, UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";

/** A space is a symbol, too. */
const symbol = /[ ^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+=]/;

/** How the refusal begins; Cognito words it differently from operation to operation. */
export const refusals = {
  signUp: "Password did not conform with policy",
  administrator: "Password did not conform with password policy",
  change: "Password does not conform to policy",
} as const;

/**
 * Checks a new password against the pool's policy.
 *
 * @throws {@link CognitoError} `InvalidPasswordException` with the first rule that is broken.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function checkPassword(
  pool: UserPoolType,
  password: string,
  refusal: (typeof refusals)[keyof typeof refusals],
): void {
  const broken = brokenRule(pool.Policies?.PasswordPolicy ?? {}, password);
  if (broken !== undefined) {
    throw new CognitoError("InvalidPasswordException", `${refusal}: ${broken}`);
  }
}

function brokenRule(policy: PasswordPolicyType, password: string): string | undefined {
  if (password.length < (policy.MinimumLength ?? 8)) return "Password not long enough";
  const required = [
    [policy.RequireUppercase, /[A-Z]/, "uppercase"],
    [policy.RequireLowercase, /[a-z]/, "lowercase"],
    [policy.RequireNumbers, /\d/, "numeric"],
    [policy.RequireSymbols, symbol, "symbol"],
  ] as const;
  const missing = required.find(([wanted, pattern]) => wanted === true && !pattern.test(password));
  return missing && `Password must have ${missing[2]} characters`;
}

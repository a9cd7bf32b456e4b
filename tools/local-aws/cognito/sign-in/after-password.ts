import { notAuthorized } from "../refusals";
import { attributeList, attributeRecord } from "../pools/user-pools";
import { challenged, type Attempt } from "./attempt";
import { afterFactors } from "./device-challenge";
import { secondFactor } from "./mfa";

/**
 * What follows a right password: a new one for a user whom an administrator made, a second factor,
 * or tokens.
 */
export async function afterPassword(attempt: Attempt): Promise<object> {
  if (attempt.user.status === "FORCE_CHANGE_PASSWORD") {
    refuseExpired(attempt);
    return newPasswordRequired(attempt);
  }
  const challenge = await secondFactor(attempt);
  return challenge ?? afterFactors(attempt, "TokenGeneration_Authentication");
}

/**
 * A temporary password is good for as long as the pool says, a week unless it does.
 *
 * @throws {@link CognitoError} `NotAuthorizedException`
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html
 */
function refuseExpired({ cognito, at: { pool }, user }: Attempt): void {
  const days = pool.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ?? 7;
  if (cognito.passwords.ageOf(pool, user.username) < days * 86_400_000) return;
  throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
}

/** A client needs the attributes to ask its user for what is missing. */
function newPasswordRequired(attempt: Attempt): object {
  const { at, user } = attempt;
  const userAttributes = attributeList(user.attributes).filter(({ Name }) => Name !== "sub");
  const missing = (at.pool.SchemaAttributes ?? []).filter(
    ({ Name = "", Required }) => Required === true && user.attributes[Name] === undefined,
  );
  return challenged(
    attempt,
    { name: "NEW_PASSWORD_REQUIRED" },
    {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing.map(({ Name }) => `userAttributes.${Name ?? ""}`)),
      userAttributes: JSON.stringify(attributeRecord(userAttributes)),
    },
  );
}

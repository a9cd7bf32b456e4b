import { checkPassword, refusals } from "../passwords/password-policy";
import { checkSchema } from "../users/user-attributes";
import { attributeList } from "../pools/user-pools";
import type { Attempt } from "./attempt";
import { afterFactors } from "./device-challenge";
import { secondFactor } from "./mfa";
import { required } from "../refusals";

const attributePrefix = "userAttributes.";

/**
 * Answers NEW_PASSWORD_REQUIRED. The user becomes CONFIRMED without a post confirmation trigger:
 * administrators make such users.
 *
 * @throws {@link CognitoError} `InvalidPasswordException`, `InvalidParameterException`
 */
export async function setNewPassword(
  attempt: Attempt,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  const { cognito, call, at, user } = attempt;
  const password = required(responses, "NEW_PASSWORD");
  checkPassword(at.pool, password, refusals.change);
  cognito.passwords.checkHistory(at.pool, user.username, password);
  const attributes = Object.fromEntries(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(attributePrefix))
      .map(([name, value]) => [name.slice(attributePrefix.length), value]),
  );
  checkSchema(at.pool, attributes);
  const target = { UserPoolId: at.pool.Id, Username: user.username };
  await call.moto.call("AdminSetUserPassword", { ...target, Password: password, Permanent: true });
  cognito.passwords.set(at.pool, user.username, password);
  if (Object.keys(attributes).length > 0) {
    const UserAttributes = attributeList(attributes);
    await call.moto.call("AdminUpdateUserAttributes", { ...target, UserAttributes });
  }
  const confirmed = {
    ...attempt,
    user: { ...user, status: "CONFIRMED", attributes: { ...user.attributes, ...attributes } },
  };
  const challenge = await secondFactor(confirmed);
  return challenge ?? afterFactors(confirmed, "TokenGeneration_NewPasswordChallenge");
}

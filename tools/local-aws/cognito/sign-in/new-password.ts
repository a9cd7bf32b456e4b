import { checkPassword, refusals } from "../passwords/password-policy";
import { checkOwn, checkSchema } from "../users/user-attributes";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { PoolUser } from "../pools/pool-user";
import { attributeList } from "../pools/user-pools";
import type { Attempt } from "./attempt";
import { afterFactors } from "./device-challenge";
import { secondFactor } from "./mfa";
import { invalidParameter, notAuthorized, required } from "../refusals";

const attributePrefix = "userAttributes.";

/**
 * Answers NEW_PASSWORD_REQUIRED. The user becomes CONFIRMED without a post confirmation trigger:
 * administrators make such users.
 *
 * @throws {@link CognitoError} `InvalidPasswordException`, `InvalidParameterException`,
 *   `NotAuthorizedException`
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
  checkOwn(Object.keys(attributes));
  checkCompleted(at.pool, user, attributes);
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

/**
 * A new user gives what the pool requires and they lack; of what they have, they change nothing that it
 * requires. The messages are AWS's
 * (https://github.com/aws-samples/aws-saas-factory-bootcamp/issues/67,
 * https://github.com/aws/aws-sdk-net-extensions-cognito/issues/40).
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html#CognitoUserPools-RespondToAuthChallenge-request-ChallengeResponses
 */
function checkCompleted(
  pool: UserPoolType,
  user: PoolUser,
  given: Readonly<Record<string, string>>,
): void {
  const needed = (pool.SchemaAttributes ?? [])
    .filter(({ Name, Required }) => Required === true && Name !== "sub")
    .map(({ Name = "" }) => Name);
  const fixed = [...needed, ...(pool.UsernameAttributes ?? [])];
  const changed = fixed.find((name) => user.attributes[name] && given[name] !== undefined);
  if (changed !== undefined) throw notAuthorized(`Cannot modify an already provided ${changed}`);
  const missing = needed.find((name) => !user.attributes[name] && !given[name]);
  if (missing !== undefined) {
    throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
  }
}

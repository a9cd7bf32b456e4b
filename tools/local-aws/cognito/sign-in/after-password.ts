import { attributeList, attributeRecord } from "../pools/user-pools";
import { challenged, signedIn, type Attempt } from "./attempt";
import { secondFactor } from "./mfa";

/**
 * What follows a right password: a new one for a user whom an administrator made, a second factor,
 * or tokens.
 */
export async function afterPassword(attempt: Attempt): Promise<object> {
  const { status } = attempt.user;
  if (status === "FORCE_CHANGE_PASSWORD") return newPasswordRequired(attempt);
  const challenge = await secondFactor(attempt);
  return challenge ?? signedIn(attempt, "TokenGeneration_Authentication");
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

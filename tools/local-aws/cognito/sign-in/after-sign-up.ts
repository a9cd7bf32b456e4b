import { invalidSession } from "../refusals";
import { beginByChoice, type ChoiceAttempt } from "./choice";
import { afterFactors } from "./device-challenge";
import { secondFactor } from "./mfa";

/**
 * Begins USER_AUTH with the session of a sign-up. The code that confirmed it is the first factor; who was
 * confirmed without one has to give one now.
 *
 * @throws {@link CognitoError} `NotAuthorizedException` for a session of another user, or none.
 */
export async function signInAfterSignUp(
  attempt: ChoiceAttempt,
  session: string,
  parameters: Readonly<Record<string, string>>,
): Promise<object> {
  const { cognito, at, user } = attempt;
  const asked = { clientId: at.client.ClientId ?? "", name: "SIGNED_UP" as const };
  return cognito.memory.challenges.answer(session, asked, async ({ owner, challenge }) => {
    if (user?.username !== owner.username) throw invalidSession();
    if (!challenge.isProven) return beginByChoice(attempt, parameters);
    const further = await secondFactor({ ...attempt, user });
    return further ?? afterFactors({ ...attempt, user }, "TokenGeneration_Authentication");
  });
}

import type { GrantsOf } from "../../stacks/auth/trigger-grants";
import { TextsError } from "../shared/texts/check-texts";
import { textVariables } from "../shared/texts/text-variables";
import { checkTexts } from "../shared/message-texts/check-texts";
import { texts } from "../shared/message-texts/texts";

/**
 * It calls nothing: all it has are its texts.
 *
 * @throws TextsError that lists every text which could not be sent.
 */
export const grants: GrantsOf = ({ environment: { recipes, userPool } }) => {
  const problems = checkTexts(texts, {
    ...recipes.customMessage,
    temporaryPasswordLength: userPool.passwordPolicy.minimumLength,
  });
  if (problems.length > 0) throw new TextsError(problems);
  return {
    description: "Words Cognito's e-mails and text messages, in the user's language.",
    environment: textVariables(recipes.customMessage),
    failure: "No code, invitation or password reset is sent, and the user's call fails.",
  };
};

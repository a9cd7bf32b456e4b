import { decryptCodes } from "../../stacks/auth/bindings/decrypt-codes";
import { publishTextMessages } from "../../stacks/auth/bindings/text-messages";
import type { SenderGrantsOf } from "../../stacks/auth/trigger-grants";
import { checkTexts } from "../shared/message-texts/check-texts";
import { texts } from "../shared/message-texts/texts";
import { TextsError } from "../shared/texts/check-texts";
import { textVariables } from "../shared/texts/text-variables";

/**
 * May decrypt codes and send text messages.
 *
 * @throws TextsError that lists every text which could not be sent.
 */
export const grants: SenderGrantsOf = ({ codesKey, environment: { recipes, userPool } }) => {
  const problems = checkTexts(texts, {
    ...recipes.customMessage,
    temporaryPasswordLength: userPool.passwordPolicy.minimumLength,
  });
  if (problems.length > 0) throw new TextsError(problems);
  return {
    description: "Decrypts codes and temporary passwords and sends them as text messages.",
    bindings: [decryptCodes(codesKey), publishTextMessages(recipes.customSmsSender)],
    environment: {
      ...textVariables(recipes.customMessage),
      SIGN_IN_BY_EMAIL: String(userPool.usernameAttributes.includes("email")),
    },
    failure:
      "The user's call succeeds and the text message does not come. The event waits in the dead-letter queue; the user can ask for another code.",
  };
};

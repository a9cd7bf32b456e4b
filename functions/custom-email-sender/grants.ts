import { decryptCodes } from "../../stacks/auth/bindings/decrypt-codes";
import { sesIdentity } from "../../stacks/auth/bindings/ses-identity";
import type { SenderGrantsOf } from "../../stacks/auth/trigger-grants";
import { checkTexts } from "../shared/message-texts/check-texts";
import { texts } from "../shared/message-texts/texts";
import { TextsError } from "../shared/texts/check-texts";
import { textVariables } from "../shared/texts/text-variables";
import { checkNotificationTexts } from "./check-notification-texts";
import { notificationTexts } from "./notification-texts";

/**
 * May decrypt codes, send e-mail from one address, and look up whom a warning is for.
 *
 * @throws TextsError that lists every text which could not be sent.
 * @throws Error when the environment does not say where e-mail comes from.
 */
export const grants: SenderGrantsOf = ({ codesKey, environment }) => {
  const { recipes, userPool } = environment;
  if (!recipes.customEmailSender) {
    throw new Error(
      `${environment.environment}: custom-email-sender has no address to send from. Set recipes.customEmailSender, or take custom-email-sender out of the triggers.`,
    );
  }
  const problems = [
    ...checkTexts(texts, {
      ...recipes.customMessage,
      temporaryPasswordLength: userPool.passwordPolicy.minimumLength,
    }),
    ...checkNotificationTexts(notificationTexts, recipes.customMessage),
  ];
  if (problems.length > 0) throw new TextsError(problems);
  return {
    description: "Decrypts codes and temporary passwords and sends them by e-mail.",
    bindings: [decryptCodes(codesKey), sesIdentity(recipes.customEmailSender)],
    environment: {
      ...textVariables(recipes.customMessage),
      SIGN_IN_BY_EMAIL: String(userPool.usernameAttributes.includes("email")),
    },
    userPoolActions: ["cognito-idp:AdminGetUser"],
    failure:
      "The user's call succeeds and the e-mail does not come. The event waits in the dead-letter queue; the user can ask for another code.",
  };
};

import { sesIdentity } from "../../stacks/auth/bindings/ses-identity";
import type { GrantsOf } from "../../stacks/auth/trigger-grants";
import { checkTexts } from "../shared/one-time-code/check-texts";
import { texts } from "../shared/one-time-code/texts";
import { TextsError } from "../shared/texts/check-texts";
import { textVariables } from "../shared/texts/text-variables";

/**
 * May send e-mail from one address.
 *
 * @throws TextsError that lists every text which could not be sent.
 * @throws Error when the environment does not say where e-mail comes from.
 */
export const grants: GrantsOf = ({ environment: { environment, recipes } }) => {
  const { oneTimeCode, customMessage } = recipes;
  if (!oneTimeCode) {
    throw new Error(
      `${environment}: create-auth-challenge has no address to send codes from. Set recipes.oneTimeCode, or take create-auth-challenge out of the triggers.`,
    );
  }
  const problems = checkTexts(texts, customMessage);
  if (problems.length > 0) throw new TextsError(problems);
  return {
    description: "Makes a one-time code and sends it by e-mail.",
    bindings: [sesIdentity(oneTimeCode)],
    environment: {
      ...textVariables(customMessage),
      CODE_VALIDITY_SECONDS: String(oneTimeCode.validitySeconds),
    },
    failure:
      "Nobody can sign in by one-time code; passwords are not concerned. When only SES fails, the app is asked for a code that never comes, as for somebody unknown, and the log says why.",
  };
};

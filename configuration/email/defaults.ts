import { physicalName, type NameScope } from "../naming";
import type { EmailInput, SesIdentityInput } from "./input";

/** {@link EmailInput}, with the ARN and the configuration set of an identity that is made. */
export type Email =
  | { readonly sendingAccount: "COGNITO_DEFAULT" }
  | {
      readonly sendingAccount: "DEVELOPER";
      readonly sourceArn: string;
      readonly from: string;
      readonly replyTo: string | undefined;
      readonly configurationSet: string | undefined;
      readonly sesIdentity: SesIdentityInput | undefined;
    };

/** Fills in what follows from the environment. */
export function emailWithDefaults(
  input: EmailInput | undefined,
  place: NameScope & { readonly region: string; readonly accountId: string },
): Email {
  if (input?.sendingAccount !== "DEVELOPER") return { sendingAccount: "COGNITO_DEFAULT" };
  const { sendingAccount, from, replyTo, sesIdentity } = input;
  const common = { sendingAccount, from, replyTo, sesIdentity };
  if (sesIdentity === undefined) {
    return { ...common, sourceArn: input.sourceArn, configurationSet: input.configurationSet };
  }
  const { region, accountId } = place;
  return {
    ...common,
    sourceArn: `arn:aws:ses:${region}:${accountId}:identity/${sesIdentity.domain}`,
    configurationSet: physicalName(place, "email"),
  };
}

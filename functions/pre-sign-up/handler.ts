import type { Accounts } from "../shared/directory/accounts";
import type { PreSignUpEvent } from "../shared/events/pre-sign-up";
import { count } from "../shared/metrics/signals";
import { pipeline } from "../shared/pipeline/pipeline";
import { required } from "../shared/pipeline/step";
import { triggerHandler, type Log } from "../shared/pipeline/trigger-handler";
import { allowedDomain } from "./allowed-domain";
import { existingUser } from "./existing-user";
import type { SignUpSettings } from "./settings";

/** What the handler works with. */
export interface PreSignUpCollaborators {
  readonly accounts: Accounts;
  readonly settings: SignUpSettings;
  readonly log: Log;
}

/** What the client is told when AWS cannot be asked. */
export const SIGN_UP_NOT_POSSIBLE = "Sign-up is not possible at the moment. Please try again";

/**
 * Makes the pre sign-up trigger: who may sign up, and what becomes of an address that has a user
 * already. Both steps are required.
 *
 * @throws Error that names a domain on the list which is none.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export function createHandler({ accounts, settings, log }: PreSignUpCollaborators) {
  return triggerHandler({
    trigger: "pre-sign-up",
    run: pipeline(
      required("allowed domain", allowedDomain(settings.allowedEmailDomains)),
      required("existing user", existingUser(accounts, settings.federatedExistingUser, log)),
      required("begun", (event: PreSignUpEvent) => {
        // An administrator's new user has not signed up.
        if (event.triggerSource !== "PreSignUp_AdminCreateUser") count("SignUpsBegun");
        return Promise.resolve();
      }),
    ),
    message: SIGN_UP_NOT_POSSIBLE,
    log,
  });
}

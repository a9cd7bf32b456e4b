import type { PreAuthenticationEvent } from "../shared/events/pre-authentication";
import { pipeline } from "../shared/pipeline/pipeline";
import { Refusal } from "../shared/pipeline/refusal";
import { required, type StepContext } from "../shared/pipeline/step";
import { triggerHandler, type Log } from "../shared/pipeline/trigger-handler";
import { isSuspended, SUSPENDED } from "../shared/users/suspension";
import type { UserReader } from "../shared/users/users";

/** What the handler works with. */
export interface PreAuthenticationCollaborators {
  readonly users: UserReader;
  readonly log: Log;
}

/** What the client is told when the table cannot be read. */
export const SIGN_IN_NOT_POSSIBLE = "Sign-in is not possible at the moment. Please try again";

/**
 * What the client is told of a suspended user. Nobody has shown a password yet, so it says what
 * Cognito says of a wrong one, and never that the account is suspended. Cognito puts "PreAuthentication
 * failed with error " before it and a full stop behind it all the same: whoever tries can tell that
 * this name is refused, not why.
 */
export const REFUSED = "Incorrect username or password";

/**
 * Makes the pre-authentication trigger: refuses a user whose row says `suspended`. It fails closed:
 * where the table cannot be read, nobody gets in. A user without a row is not suspended.
 *
 * A user whom the pool does not know is left to Cognito
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html),
 * but costs the same read: an answer that came sooner would tell who has an account.
 * Cognito refreshes tokens without this trigger: `functions/pre-token-generation` refuses those too.
 */
export function createHandler(collaborators: PreAuthenticationCollaborators) {
  return triggerHandler({
    trigger: "pre-authentication",
    run: pipeline(
      required("suspension", (event: PreAuthenticationEvent, context) =>
        refuseSuspended(collaborators, event, context),
      ),
    ),
    message: SIGN_IN_NOT_POSSIBLE,
    log: collaborators.log,
  });
}

async function refuseSuspended(
  { users }: PreAuthenticationCollaborators,
  { userName, request }: PreAuthenticationEvent,
  { signal }: StepContext,
): Promise<void> {
  const id = request.userNotFound ? userName : request.userAttributes.sub;
  const row = await users.read(id, [SUSPENDED], signal);
  if (request.userNotFound) return;
  if (isSuspended(row)) throw new Refusal(REFUSED, "suspended");
}

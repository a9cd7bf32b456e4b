import type { Context, PostConfirmationTriggerEvent } from "aws-lambda";
import { errorEntry } from "../logging/error-entry";
import { chooseGroup } from "../provisioning/group-rule";
import { provisionUser, type ProvisioningCollaborators } from "../provisioning/provision-user";
import type { ProvisioningSettings } from "../provisioning/settings";

/** What the handler works with. */
export interface PostConfirmationCollaborators extends ProvisioningCollaborators {
  readonly settings: Pick<ProvisioningSettings, "groups" | "rowAttributes">;
  /** Lambda's console: with JSON logging each object becomes the `message` of one log record. */
  readonly log: Pick<Console, "error" | "warn">;
}

/** What the handler needs of Lambda's context. */
export type RemainingTime = Pick<Context, "getRemainingTimeInMillis">;

/**
 * What the client is told, after Cognito's "PostConfirmation failed with error ". Users of the
 * hosted UI see it in the URL, so it says nothing about them or about the backend. Confirming again
 * is refused by Cognito, since the user is confirmed by now; signing in is not.
 */
export const SIGN_UP_NOT_COMPLETED = "Sign-up could not be completed. Please try to sign in";

/**
 * The longest that AWS may take, in milliseconds. Cognito's 5 s include a cold start, which Lambda's
 * own clock leaves out
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
 */
const BUDGET = 4000;

/** Kept of the function's own time-out to log and throw, in milliseconds. */
const RESERVE = 500;

/**
 * Makes the post-confirmation trigger. A confirmed sign-up gets a row in the user table and a group;
 * a reset password changes nothing, so that a user whom an administrator has moved stays there
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html).
 *
 * The handler throws when a step failed, after logging why: Cognito then delivers the event again,
 * up to three times in all, which repeats only what is not done yet.
 */
export function createHandler(collaborators: PostConfirmationCollaborators) {
  return async (
    event: PostConfirmationTriggerEvent,
    context: RemainingTime,
  ): Promise<PostConfirmationTriggerEvent> => {
    switch (event.triggerSource) {
      case "PostConfirmation_ConfirmSignUp":
        await provision(collaborators, event, context);
        return event;
      case "PostConfirmation_ConfirmForgotPassword":
        return event;
      default:
        throw new Error(`Not a post-confirmation event: ${sourceOf(event)}`);
    }
  };
}

async function provision(
  collaborators: PostConfirmationCollaborators,
  event: PostConfirmationTriggerEvent,
  context: RemainingTime,
): Promise<void> {
  const { settings, log } = collaborators;
  const { region, userPoolId, userName: username, triggerSource } = event;
  const { userAttributes: attributes, clientMetadata = {} } = event.request;
  const { sub, ...personal } = attributes;
  if (!sub)
    throw new Error(`${triggerSource} names no user: request.userAttributes.sub is missing`);

  const { group, refused } = chooseGroup(settings.groups, attributes);
  if (refused) {
    const { groupAttribute, allowedGroups } = settings.groups;
    log.warn({ warning: "group not allowed", sub, groupAttribute, allowedGroups, joins: group });
  }

  const time = Math.min(BUDGET, context.getRemainingTimeInMillis() - RESERVE);
  const failures = await provisionUser(
    collaborators,
    {
      region,
      userPoolId,
      sub,
      username,
      attributes,
      group,
      rowAttributes: settings.rowAttributes,
    },
    AbortSignal.timeout(Math.max(0, time)),
  );
  if (failures.length === 0) return;

  const secrets = [username, ...Object.values(personal), ...Object.values(clientMetadata)];
  for (const { step, error } of failures) {
    log.error({
      failure: "provisioning",
      step,
      sub,
      userPoolId,
      group,
      triggerSource,
      error: errorEntry(
        error,
        secrets.filter((value) => value !== sub),
      ),
    });
  }
  throw new Error(SIGN_UP_NOT_COMPLETED);
}

/** The types know only this trigger's sources; a pool that is wired wrongly sends another's. */
function sourceOf(event: never): string {
  return String((event as { readonly triggerSource?: unknown }).triggerSource);
}

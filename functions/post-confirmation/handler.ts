import type { PostConfirmationEvent } from "../shared/events/post-confirmation";
import { count } from "../shared/metrics/signals";
import { PartsFailedError } from "../shared/pipeline/parts-failed-error";
import { pipeline } from "../shared/pipeline/pipeline";
import { required, type StepContext } from "../shared/pipeline/step";
import { triggerHandler, type Log } from "../shared/pipeline/trigger-handler";
import { chooseGroup } from "../shared/provisioning/group-rule";
import {
  provisionUser,
  type ProvisioningCollaborators,
} from "../shared/provisioning/provision-user";
import type { ProvisioningSettings } from "../shared/provisioning/settings";

/** What the handler works with. */
export interface PostConfirmationCollaborators extends ProvisioningCollaborators {
  readonly settings: Pick<ProvisioningSettings, "groups" | "rowAttributes">;
  readonly log: Log;
}

/**
 * What the client is told, after Cognito's "PostConfirmation failed with error ". Users of the
 * hosted UI see it in the URL, so it says nothing about them or about the backend. Confirming again
 * is refused by Cognito, since the user is confirmed by now; signing in is not.
 */
export const SIGN_UP_NOT_COMPLETED = "Sign-up could not be completed. Please try to sign in";

/**
 * Makes the post-confirmation trigger. A confirmed sign-up gets a row in the user table and a group;
 * a reset password changes nothing, so that a user whom an administrator has moved stays there
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html).
 *
 * The handler throws when a part failed, after logging why: Cognito then delivers the event again,
 * up to three times in all, which repeats only what is not done yet. A group that could not be given
 * is noted on the row; `functions/post-authentication` gives it at the next sign-in.
 */
export function createHandler(collaborators: PostConfirmationCollaborators) {
  return triggerHandler({
    trigger: "post-confirmation",
    run: pipeline(
      required("provisioning", (event: PostConfirmationEvent, context) =>
        event.triggerSource === "PostConfirmation_ConfirmSignUp"
          ? provision(collaborators, event, context)
          : Promise.resolve(),
      ),
    ),
    message: SIGN_UP_NOT_COMPLETED,
    log: collaborators.log,
  });
}

async function provision(
  collaborators: PostConfirmationCollaborators,
  { region, userPoolId, userName: username, triggerSource, request }: PostConfirmationEvent,
  context: StepContext,
): Promise<void> {
  const { settings, log } = collaborators;
  const { userAttributes: attributes } = request;
  const { sub } = attributes;
  // Cognito always sends it. Without it the row would have no key.
  if (!sub) throw new Error(`${triggerSource} names no user: userAttributes.sub is missing`);

  const { group, refused } = chooseGroup(settings.groups, attributes);
  if (refused) {
    const { groupAttribute, allowedGroups } = settings.groups;
    log.warn({ warning: "group not allowed", sub, groupAttribute, allowedGroups, joins: group });
  }
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
    context,
  );
  if (failures.length > 0) throw new PartsFailedError(failures, { group });
  count("SignUpsProvisioned");
}

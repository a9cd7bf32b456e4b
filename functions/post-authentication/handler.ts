import type { PostAuthenticationEvent } from "../shared/events/post-authentication";
import { count } from "../shared/metrics/signals";
import { PartsFailedError } from "../shared/pipeline/parts-failed-error";
import { pipeline } from "../shared/pipeline/pipeline";
import { bestEffort, type StepContext } from "../shared/pipeline/step";
import { triggerHandler, type Log } from "../shared/pipeline/trigger-handler";
import { chooseGroup, groupOwed } from "../shared/provisioning/group-rule";
import {
  provisionUser,
  type ProvisioningCollaborators,
} from "../shared/provisioning/provision-user";
import type { ProvisioningSettings } from "../shared/provisioning/settings";
import type { PoolUser } from "../shared/directory/directory";
import { copiesOf, outdatedCopies } from "../shared/users/copies";
import type { SignedUpUser } from "../shared/users/signed-up-user";
import type { FoundRow, RowCopies, SignIns } from "../shared/users/users";

/** What the handler works with. */
export interface PostAuthenticationCollaborators extends ProvisioningCollaborators {
  readonly users: ProvisioningCollaborators["users"] & SignIns & RowCopies;
  readonly settings: Pick<ProvisioningSettings, "groups" | "rowAttributes">;
  readonly log: Log;
}

/**
 * Makes the post-authentication trigger: notes the sign-in on the user's row, and heals users whom
 * post-confirmation has lost or an administrator has made.
 *
 * - No row: the user gets row and group, as at sign-up.
 * - A row that owes a group (`pendingGroup`): the user gets the group.
 * - Any other row: provisioning was done. One call notes the sign-in, and whoever was taken out of a
 *   group since stays out of it.
 *
 * That call brings the row along. Where its copies of the user are not as the event has them (another
 * address, one that is verified now, an attribute that is gone), one call more sets them right.
 *
 * Nothing here keeps anybody from signing in: what fails is logged, and done at the next sign-in
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html).
 */
export function createHandler(collaborators: PostAuthenticationCollaborators) {
  return triggerHandler({
    trigger: "post-authentication",
    run: pipeline(
      bestEffort(
        "healing",
        (event: PostAuthenticationEvent, context) => heal(collaborators, event, context),
        { cap: Infinity },
      ),
    ),
    // No required step, no message; an event of another trigger names itself.
    message: "Sign-in is not possible at the moment. Please try again",
    log: collaborators.log,
  });
}

async function heal(
  collaborators: PostAuthenticationCollaborators,
  { region, userPoolId, userName: username, request }: PostAuthenticationEvent,
  context: StepContext,
): Promise<void> {
  const { users, settings, clock } = collaborators;
  const { signal } = context;
  const { userAttributes: attributes } = request;
  const { sub } = attributes;
  const found = await users.noteSignIn(sub, clock(), signal);
  const user = { region, userPoolId, sub, username, attributes };
  if (found === undefined) {
    const { group } = chooseGroup(settings.groups, attributes);
    const { rowAttributes } = settings;
    const request = { ...user, group, rowAttributes, isSignIn: true };
    const failures = await provisionUser(collaborators, request, context);
    if (failures.length > 0) throw new PartsFailedError(failures, { group });
    count("UsersHealed");
    return;
  }
  // Both are tried, whatever becomes of the other.
  const outcomes = await Promise.allSettled([
    payGroup(collaborators, user, found, signal),
    updateCopies(collaborators, user, found, signal),
  ]);
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === "rejected"
      ? [{ part: index === 0 ? "group" : "copies", error: outcome.reason as unknown }]
      : [],
  );
  if (failures.length > 0) throw new PartsFailedError(failures);
}

type SignedInUser = SignedUpUser & PoolUser;

async function payGroup(
  { users, directory, settings, clock }: PostAuthenticationCollaborators,
  user: SignedInUser,
  { pendingGroup }: FoundRow,
  signal: AbortSignal,
): Promise<void> {
  if (pendingGroup === undefined) return;
  const group = groupOwed(settings.groups, pendingGroup, user.attributes);
  await directory.addToGroup(user, group, signal);
  // After the group, never before it: what breaks off in between is done again, not forgotten.
  const debt = { id: user.sub, group: pendingGroup, now: clock(), isSignIn: true };
  await users.settleGroup(debt, signal);
  count("DebtsPaid");
  count("UsersHealed");
}

async function updateCopies(
  { users, settings, clock }: PostAuthenticationCollaborators,
  user: SignedInUser,
  { fields }: FoundRow,
  signal: AbortSignal,
): Promise<void> {
  const outdated = outdatedCopies(copiesOf(user, settings.rowAttributes), fields);
  if (Object.keys(outdated).length === 0) return;
  await users.updateCopies({ id: user.sub, outdated, found: fields, now: clock() }, signal);
}

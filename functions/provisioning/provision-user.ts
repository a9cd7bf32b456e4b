import type { Directory } from "../directory/directory";
import { newUserRow, type SignedUpUser } from "../users/user-row";
import type { Users } from "../users/users";
import { settledBy } from "./settled-by";

/** A signed-up user, the pool they are in, and what they are to get. */
export interface ProvisioningRequest extends SignedUpUser {
  readonly region: string;
  readonly userPoolId: string;
  readonly group: string;
  /** Full names of the attributes that the row holds besides the e-mail address. */
  readonly rowAttributes: readonly string[];
}

/** What provisioning works with. */
export interface ProvisioningCollaborators {
  readonly directory: Directory;
  readonly users: Users;
  readonly clock: () => Date;
}

/** A part of provisioning: `row` writes to the user table, `group` to the user pool. */
export type ProvisioningStep = "row" | "group";

/** A step that could not be done, and the error it ended with. */
export interface ProvisioningFailure {
  readonly step: ProvisioningStep;
  readonly error: unknown;
}

/**
 * Gives a user their row and their group: one call to AWS each, both at once, neither waiting for
 * nor cancelled by the other. Running it again, or twice at once, is harmless.
 *
 * @param signal ends both steps; one that is then not done counts as failed.
 * @returns the steps that failed: none, if all went well.
 */
export async function provisionUser(
  { directory, users, clock }: ProvisioningCollaborators,
  request: ProvisioningRequest,
  signal: AbortSignal,
): Promise<readonly ProvisioningFailure[]> {
  const outcomes = await Promise.all([
    failureOf("row", signal, () =>
      users.add(newUserRow(request, request.rowAttributes, clock()), signal),
    ),
    failureOf("group", signal, () => directory.addToGroup(request, request.group, signal)),
  ]);
  return outcomes.filter((outcome) => outcome !== undefined);
}

async function failureOf(
  step: ProvisioningStep,
  signal: AbortSignal,
  run: () => Promise<void>,
): Promise<ProvisioningFailure | undefined> {
  try {
    await settledBy(signal, run());
    return undefined;
  } catch (error) {
    return { step, error };
  }
}

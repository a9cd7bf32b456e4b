import type { Directory } from "../directory/directory";
import type { PartFailure } from "../pipeline/parts-failed-error";
import { count } from "../metrics/signals";
import { GRACE, settledBy } from "../pipeline/settled-by";
import type { StepContext } from "../pipeline/step";
import { TimeLimit } from "../pipeline/time-limit";
import type { SignedUpUser } from "../users/signed-up-user";
import { newUserRow, type UserRow } from "../users/user-row";
import type { Users } from "../users/users";

/** A signed-up user, the pool they are in, and what they are to get. */
export interface ProvisioningRequest extends SignedUpUser {
  readonly region: string;
  readonly userPoolId: string;
  readonly group: string;
  /** Full names of the attributes that the row holds besides the e-mail address. */
  readonly rowAttributes: readonly string[];
  /** Whether the user signs in at this moment, which a new row then says. */
  readonly isSignIn?: boolean;
}

/** What provisioning works with. */
export interface ProvisioningCollaborators {
  readonly directory: Directory;
  readonly users: Users;
  readonly clock: () => Date;
}

/** `row` and `debt` write to the user table, `group` to the user pool. */
export type ProvisioningPart = "row" | "group" | "debt";

/** A part that could not be done, and the error it ended with. */
export interface ProvisioningFailure extends PartFailure {
  readonly part: ProvisioningPart;
}

/** Kept to note on the row that a group is owed, in milliseconds; a quarter where time is short. */
const FOR_THE_DEBT = 700;

/**
 * Gives a user their row and their group: one call to AWS each, both at once, neither waiting for
 * nor cancelled by the other. Running it again, or twice at once, is harmless.
 *
 * The row must not say that all was done when the group was not given: then a third call notes the
 * debt, and the delivery that pays it takes the note away (docs/decisions/010).
 *
 * @returns the parts that failed: none, if all went well.
 */
export async function provisionUser(
  { directory, users, clock }: ProvisioningCollaborators,
  request: ProvisioningRequest,
  { signal, remaining }: StepContext,
): Promise<readonly ProvisioningFailure[]> {
  const { sub, group } = request;
  const now = clock();
  const reserve = Math.min(FOR_THE_DEBT, remaining / 4);
  const limit = new TimeLimit(remaining - reserve, signal);
  const grace = Math.min(GRACE, reserve / 4);

  const [row, membership] = await Promise.all([
    outcomeOf(settledBy(limit.signal, users.add(rowOf(request, now), limit.signal), grace)),
    outcomeOf(settledBy(limit.signal, directory.addToGroup(request, group, limit.signal), grace)),
  ]);
  limit.clear();

  const debt = { id: sub, group, now };
  const isOnRow = row.value?.pendingGroup === group;
  const books = await outcomeOf<unknown>(
    "error" in membership
      ? isOnRow || settledBy(signal, users.oweGroup(debt, signal))
      : isOnRow && settledBy(signal, users.settleGroup(debt, signal)),
  );

  if ("error" in membership && !isOnRow && !("error" in books)) count("DebtsMade");
  if (!("error" in membership) && isOnRow && !("error" in books)) count("DebtsPaid");

  const outcomes = { row, group: membership, debt: books };
  return (Object.keys(outcomes) as ProvisioningPart[]).flatMap((part) =>
    "error" in outcomes[part] ? [{ part, error: outcomes[part].error }] : [],
  );
}

function rowOf(request: ProvisioningRequest, now: Date): UserRow {
  const row = newUserRow(request, request.rowAttributes, now);
  return request.isSignIn ? { ...row, lastSignInAt: row.createdAt } : row;
}

type Outcome<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly error: unknown; readonly value?: never };

async function outcomeOf<T>(work: T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}

import { chooseGroup, groupOwed } from "../provisioning/group-rule";
import { newUserRow } from "../users/user-row";
import type { ListedRow, ListedUser, ReconciliationCollaborators } from "./collaborators";
import { errorCode } from "./error-code";
import type { Finding } from "./report";

/** Whether a run repairs what it finds, or changes nothing. */
export type ReconciliationMode = "heal" | "report";

/** Nobody waits for a reconciliation: a call ends with its client's own patience. */
const unhurried = () => new AbortController().signal;

/**
 * Compares a user with their row, and heals what the row says is not done: a user without a row gets
 * row and group, one whose row owes a group gets the group. A user whose provisioning was done is
 * never put into a group again, whatever group they are in. Disabled users are treated like others:
 * they may be enabled again, and no trigger would see that.
 *
 * @param row the user's row; `undefined` if they have none.
 * @returns what was found; `undefined` if all is well, or the user is gone by now. Never throws.
 */
export async function checkUser(
  collaborators: ReconciliationCollaborators,
  mode: ReconciliationMode,
  user: ListedUser,
  row: ListedRow | undefined,
): Promise<Finding | undefined> {
  const { sub } = user;
  if (row !== undefined && row.pendingGroup === undefined) {
    return checkGroups(collaborators, user);
  }
  const kind = row === undefined ? "user-without-row" : "group-owed";
  if (mode === "report") return { kind, sub, outcome: "reported" };
  try {
    const isThere = await (row === undefined
      ? provision(collaborators, user)
      : payGroup(collaborators, user, row.pendingGroup));
    return isThere ? { kind, sub, outcome: "healed" } : undefined;
  } catch (error) {
    return { kind, sub, outcome: "failed", error: errorCode(error) };
  }
}

async function checkGroups(
  { pool }: ReconciliationCollaborators,
  { sub, username }: ListedUser,
): Promise<Finding | undefined> {
  try {
    const isInAnyGroup = await pool.isInAnyGroup(username);
    return isInAnyGroup === false
      ? { kind: "user-without-group", sub, outcome: "reported" }
      : undefined;
  } catch (error) {
    return { kind: "not-checked", sub, outcome: "failed", error: errorCode(error) };
  }
}

/**
 * The group first, then the row, and not both at once as a sign-up has it: the row proves that the
 * group was given. A process that dies in between leaves a user without a row, whom the next run
 * finds; and a user who is deleted meanwhile leaves no row behind.
 */
async function provision(
  collaborators: ReconciliationCollaborators,
  user: ListedUser,
): Promise<boolean> {
  const { table, groups, rowAttributes, clock } = collaborators;
  const { group } = chooseGroup(groups, user.attributes);
  const row = newUserRow(user, rowAttributes, clock());
  try {
    if (!(await joinGroup(collaborators, user, group))) return false;
  } catch (error) {
    // What is wrong with the group need not cost the user their row, which then says what is owed.
    await table.add({ ...row, pendingGroup: group }, unhurried());
    throw error;
  }
  const found = await table.add(row, unhurried());
  if (found?.pendingGroup === group) {
    await table.settleGroup({ id: user.sub, group, now: clock() }, unhurried());
  }
  return true;
}

async function payGroup(
  collaborators: ReconciliationCollaborators,
  user: ListedUser,
  owed = "",
): Promise<boolean> {
  const { table, groups, clock } = collaborators;
  const group = groupOwed(groups, owed, user.attributes);
  if (!(await joinGroup(collaborators, user, group))) return false;
  await table.settleGroup({ id: user.sub, group: owed, now: clock() }, unhurried());
  return true;
}

/** @returns whether the user is there: they may have been deleted since they were listed. */
async function joinGroup(
  { pool }: ReconciliationCollaborators,
  { username }: ListedUser,
  group: string,
): Promise<boolean> {
  const { region, userPoolId } = pool;
  try {
    await pool.addToGroup({ region, userPoolId, username }, group, unhurried());
    return true;
  } catch (error) {
    if (errorCode(error) === "UserNotFoundException") return false;
    throw error;
  }
}

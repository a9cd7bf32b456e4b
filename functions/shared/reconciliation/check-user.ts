import { chooseGroup, groupOwed } from "../provisioning/group-rule";
import { newUserRow } from "../users/user-row";
import { copiesOf, outdatedCopies } from "../users/copies";
import type { ListedUser, ReconciliationCollaborators } from "./collaborators";
import type { ListedRow } from "./listed-row";
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
 * they may be enabled again, and no trigger would see that. Copies on the row that are not as the pool
 * has them are set right.
 *
 * @param row the user's row; `undefined` if they have none.
 * @returns what was found: nothing if all is well, or the user is gone by now. Never throws.
 */
export async function checkUser(
  collaborators: ReconciliationCollaborators,
  mode: ReconciliationMode,
  user: ListedUser,
  row: ListedRow | undefined,
): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    checkProvisioning(collaborators, mode, user, row),
    row && checkCopies(collaborators, mode, user, row),
  ]);
  return findings.filter((finding) => finding !== undefined);
}

async function checkProvisioning(
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

/** The log gets the names of the row's fields, and nothing that stands in them. */
async function checkCopies(
  { table, rowAttributes, clock }: ReconciliationCollaborators,
  mode: ReconciliationMode,
  user: ListedUser,
  { id, fields: found }: ListedRow,
): Promise<Finding | undefined> {
  const outdated = outdatedCopies(copiesOf(user, rowAttributes), found);
  const finding = { kind: "row-outdated", sub: user.sub, fields: Object.keys(outdated) } as const;
  if (finding.fields.length === 0) return undefined;
  if (mode === "report") return { ...finding, outcome: "reported" };
  try {
    const update = { id, outdated, found, now: clock() };
    // A sign-in has changed the row since it was read: it knows better.
    const isWritten = await table.updateCopies(update, unhurried());
    return isWritten ? { ...finding, outcome: "healed" } : undefined;
  } catch (error) {
    return { ...finding, outcome: "failed", error: errorCode(error) };
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

import type { ListedRow, ReconciledPool } from "./collaborators";
import { errorCode } from "./error-code";
import type { Finding } from "./report";

/**
 * Asks the pool for the user of a row. A row without one is reported and never deleted: it may be
 * all that is left of a user whom somebody has deleted by mistake.
 *
 * @returns what was found; `undefined` if the user is there. Never throws.
 */
export async function checkRow(
  pool: Pick<ReconciledPool, "subOf">,
  { id: sub, username }: ListedRow,
): Promise<Finding | undefined> {
  try {
    // A username may be taken again by somebody else; a sub never is. Cognito finds users by it too.
    return (await pool.subOf(username ?? sub)) === sub
      ? undefined
      : { kind: "row-without-user", sub, outcome: "reported" };
  } catch (error) {
    return { kind: "not-checked", sub, outcome: "failed", error: errorCode(error) };
  }
}

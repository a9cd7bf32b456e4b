import { checkRow, removeRow } from "./check-row";
import { checkUser, type ReconciliationMode } from "./check-user";
import type { ListedUser, ReconciliationCollaborators } from "./collaborators";
import {
  dueBefore,
  isDue,
  whyNotRemoved,
  type RemovalOptions,
  type RemovalRefusal,
} from "./removal";
import { counted, type Finding, type Looked } from "./report";
import { BEGINNING, type ReconciliationState } from "./state";

/** How to run a reconciliation, or a part of one. */
export interface ReconciliationOptions {
  readonly mode: ReconciliationMode;
  /** Where an earlier part ended; default: at the beginning. */
  readonly state?: ReconciliationState;
  /** Asked before each page: whether to end here, for another part to go on. Default: never. */
  readonly until?: () => boolean;
  /**
   * Users whom Cognito has changed since so many milliseconds are skipped: they may be in the middle
   * of their sign-up. Default: {@link RECENT_MILLISECONDS}; 0 skips nobody.
   */
  readonly recentMilliseconds?: number;
  /** Whether rows are removed whose users are gone. Only a run that heals removes any. Default: none. */
  readonly removal?: RemovalOptions | undefined;
  /** Told after each page where the run is, and what the page has brought. */
  readonly onPage?: (state: ReconciliationState, findings: readonly Finding[]) => void;
}

/** How a part of a reconciliation ended. */
export interface ReconciliationOutcome {
  /** Whether every user and every row has been looked at. */
  readonly done: boolean;
  /** Where the next part goes on, with the counts of all parts so far. */
  readonly state: ReconciliationState;
  /** What this part has found. */
  readonly findings: readonly Finding[];
  /** Why rows that are due were not removed. */
  readonly refused?: RemovalRefusal;
  /** Why a page could not be read, where that ended the part. The state is the one before that page. */
  readonly error?: unknown;
}

/** Three deliveries of a trigger at 5 seconds each are long over by then. */
export const RECENT_MILLISECONDS = 5 * 60_000;

/** Of users seen: more would cost a function its memory, and each beyond only costs a call. */
const MOST_REMEMBERED = 500_000;

/**
 * Finds the users of a pool that no trigger has provisioned, and rows without a user, and heals or
 * reports them (`functions/shared/reconciliation/check-user.ts` says how). It goes through the pool, then
 * through the table, page by page, and where rows may be removed once more through those that are due. A page that was not finished is done again by the next part, which
 * changes nothing that is done, so a run may be ended at any time.
 *
 * What goes wrong with one user is counted and does not end the run. Never throws.
 */
export async function reconcile(
  collaborators: ReconciliationCollaborators,
  options: ReconciliationOptions,
): Promise<ReconciliationOutcome> {
  const { mode, until = () => false, recentMilliseconds = RECENT_MILLISECONDS } = options;
  const removal = mode === "heal" ? options.removal : undefined;
  const part: Part = { ...collaborators, mode, recentMilliseconds, removal, seen: new Set() };
  const findings: Finding[] = [];
  let state = options.state ?? BEGINNING;
  for (;;) {
    if (state.phase === "removals") {
      const isNothingDue = removal === undefined || state.counts.rowsDue === 0;
      const refused = isNothingDue ? undefined : whyNotRemoved(state.counts, removal);
      if (isNothingDue || refused) {
        return { done: true, state, findings, ...(refused && { refused }) };
      }
    }
    if (until()) return { done: false, state, findings };
    let page: PageResult;
    try {
      page = await pageOf[state.phase](part, state);
    } catch (error) {
      return { done: false, state, findings, error };
    }
    findings.push(...page.findings);
    const { phase } = state;
    const counts = counted(state.counts, page.looked, page.findings);
    const pages = state.pages + 1;
    state =
      page.next === undefined
        ? { pages, counts, phase: phase === "users" ? "rows" : "removals" }
        : { pages, counts, phase, token: page.next };
    options.onPage?.(state, page.findings);
    if (page.next === undefined && phase === "removals") return { done: true, state, findings };
  }
}

interface Part extends ReconciliationCollaborators {
  readonly mode: ReconciliationMode;
  readonly recentMilliseconds: number;
  readonly removal: RemovalOptions | undefined;
  /** Users that this part has met: nobody needs to ask the pool about their rows. */
  readonly seen: Set<string>;
}

interface PageResult {
  readonly looked: Looked;
  readonly findings: readonly Finding[];
  readonly next: string | undefined;
}

const pageOf = { users: userPage, rows: rowPage, removals: removalPage };

async function userPage(part: Part, { token }: ReconciliationState): Promise<PageResult> {
  const { items: users, next } = await part.pool.listUsers(token);
  for (const { sub } of users) if (part.seen.size < MOST_REMEMBERED) part.seen.add(sub);
  const confirmed = users.filter(({ status }) => status !== "UNCONFIRMED");
  const settled = confirmed.filter((user) => !isRecent(part, user));
  const rows = await part.table.findRows(settled.map(({ sub }) => sub));
  return {
    looked: {
      users: users.length,
      unconfirmed: users.length - confirmed.length,
      recent: confirmed.length - settled.length,
    },
    findings: (
      await all(settled, (user) => checkUser(part, part.mode, user, rows.get(user.sub)))
    ).flat(),
    next,
  };
}

async function rowPage(part: Part, { token }: ReconciliationState): Promise<PageResult> {
  const { mode, removal, clock, table, seen } = part;
  const { items: rows, next } = await table.listRows(token);
  const notes = mode === "report" ? "none" : removal === undefined ? "only away" : "all";
  const checked = await all(rows, async (row) => ({
    row,
    ...(await checkRow(part, row, { seen: seen.has(row.id), notes })),
  }));
  const before = removal && dueBefore(removal, clock());
  return {
    looked: {
      rows: rows.length,
      rowsWithUser: checked.filter(({ isThere }) => isThere === true).length,
      rowsDue: checked.filter(
        ({ row, isThere }) => isThere === false && before !== undefined && isDue(row, before),
      ).length,
    },
    findings: checked.flatMap(({ finding }) => finding ?? []),
    next,
  };
}

async function removalPage(part: Part, { token }: ReconciliationState): Promise<PageResult> {
  const { removal, clock, table } = part;
  if (removal === undefined) throw new Error("Nothing says that rows may be removed");
  const before = dueBefore(removal, clock());
  const { items: rows, next } = await table.listMissing(before, token);
  const due = rows.filter((row) => isDue(row, before));
  const removed = await all(due, (row) => removeRow(part, row));
  return { looked: {}, findings: removed.filter((finding) => finding !== undefined), next };
}

function isRecent({ clock, recentMilliseconds }: Part, { changedAt }: ListedUser): boolean {
  return clock().getTime() - changedAt.getTime() < recentMilliseconds;
}

/** At once: the rate budget of the clients spaces the calls out. */
function all<T, R>(items: readonly T[], check: (item: T) => Promise<R>): Promise<readonly R[]> {
  return Promise.all(items.map(check));
}

import { checkRow } from "./check-row";
import { checkUser, type ReconciliationMode } from "./check-user";
import type { ListedRow, ListedUser, ReconciliationCollaborators } from "./collaborators";
import { counted, type Finding } from "./report";
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
  /** Why a page could not be read, where that ended the part. The state is the one before that page. */
  readonly error?: unknown;
}

/** Three deliveries of a trigger at 5 seconds each are long over by then. */
export const RECENT_MILLISECONDS = 5 * 60_000;

/** Of users seen: more would cost a function its memory, and each beyond only costs a call. */
const MOST_REMEMBERED = 500_000;

/**
 * Finds the users of a pool that no trigger has provisioned, and rows without a user, and heals or
 * reports them (`functions/shared/reconciliation/check-user.ts` says how). It goes through the pool and then
 * through the table, page by page. A page that was not finished is done again by the next part, which
 * changes nothing that is done, so a run may be ended at any time.
 *
 * What goes wrong with one user is counted and does not end the run. Never throws.
 */
export async function reconcile(
  collaborators: ReconciliationCollaborators,
  options: ReconciliationOptions,
): Promise<ReconciliationOutcome> {
  const { mode, until = () => false, recentMilliseconds = RECENT_MILLISECONDS } = options;
  const part: Part = { ...collaborators, mode, recentMilliseconds, seen: new Set() };
  const findings: Finding[] = [];
  let state = options.state ?? BEGINNING;
  for (;;) {
    if (until()) return { done: false, state, findings };
    let page: PageResult;
    try {
      page = await (state.phase === "users" ? userPage(part, state) : rowPage(part, state));
    } catch (error) {
      return { done: false, state, findings, error };
    }
    findings.push(...page.findings);
    const { phase } = state;
    const counts = counted(state.counts, page.seen, page.findings);
    const next = { pages: state.pages + 1, counts, ...(page.next && { token: page.next }) };
    state = { ...next, phase: page.next === undefined ? "rows" : phase };
    options.onPage?.(state, page.findings);
    if (page.next === undefined && phase === "rows") return { done: true, state, findings };
  }
}

interface Part extends ReconciliationCollaborators {
  readonly mode: ReconciliationMode;
  readonly recentMilliseconds: number;
  /** Users that this part has met: nobody needs to ask the pool about their rows. */
  readonly seen: Set<string>;
}

interface PageResult {
  readonly seen: Parameters<typeof counted>[1];
  readonly findings: readonly Finding[];
  readonly next: string | undefined;
}

async function userPage(part: Part, { token }: ReconciliationState): Promise<PageResult> {
  const { items: users, next } = await part.pool.listUsers(token);
  for (const { sub } of users) if (part.seen.size < MOST_REMEMBERED) part.seen.add(sub);
  const confirmed = users.filter(({ status }) => status !== "UNCONFIRMED");
  const settled = confirmed.filter((user) => !isRecent(part, user));
  const rows = await part.table.findRows(settled.map(({ sub }) => sub));
  return {
    seen: {
      users: users.length,
      unconfirmed: users.length - confirmed.length,
      recent: confirmed.length - settled.length,
    },
    findings: await all(settled, (user) => checkUser(part, part.mode, user, rows.get(user.sub))),
    next,
  };
}

async function rowPage(part: Part, { token }: ReconciliationState): Promise<PageResult> {
  const { items: rows, next } = await part.table.listRows(token);
  const unknown = rows.filter(({ id }) => !part.seen.has(id));
  return {
    seen: { rows: rows.length },
    findings: await all(unknown, (row) => checkRow(part.pool, row)),
    next,
  };
}

function isRecent({ clock, recentMilliseconds }: Part, { changedAt }: ListedUser): boolean {
  return clock().getTime() - changedAt.getTime() < recentMilliseconds;
}

/** At once: the rate budget of the clients spaces the calls out. */
async function all<T extends ListedUser | ListedRow>(
  items: readonly T[],
  check: (item: T) => Promise<Finding | undefined>,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(items.map(check));
  return findings.filter((finding) => finding !== undefined);
}

import { Command } from "commander";
import path from "node:path";
import type { ReconciliationOutcome } from "../../functions/shared/reconciliation/reconcile";
import { RECENT_MILLISECONDS } from "../../functions/shared/reconciliation/reconcile";
import type { ReconciliationMode } from "../../functions/shared/reconciliation/check-user";
import type { RemovalOptions, RemovalRefusal } from "../../functions/shared/reconciliation/removal";
import type { ReconciliationState } from "../../functions/shared/reconciliation/state";
import type { Counts, Finding } from "../../functions/shared/reconciliation/report";
import type { Environment } from "../../configuration";
import { projectFolder } from "../project/project";
import { runReconciliation } from "../deploy/reconciliation/run";
import { SavedRun } from "../deploy/reconciliation/saved-run";
import { type EnvironmentTarget, targetSteps } from "../deploy/environment-target";
import { environmentNamed } from "../deploy/environments";
import { visible, visibleJson } from "../review/visible";
import { runCommand } from "../console/command";
import { positiveNumber, wholeNumber } from "../console/number-arguments";
import { rarely, runSteps } from "../console/progress";

const minute = 60_000;

const command = new Command("npm run reconcile --")
  .description(
    "Finds users of an environment whom no trigger has seen. A user without a row\n" +
      "gets row and group; one whose row owes a group gets that group. A row whose\n" +
      "copies of the user are outdated is set right. Users in no group at all, and\n" +
      "rows without a user, are only shown: an administrator may have wanted it so.",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .option("--dry-run", "change nothing, only show what there is to do")
  .option("--json", "print one JSON document on standard output, and nothing else there")
  .option(
    "--requests-per-second <number>",
    "calls to Cognito, and as many again to DynamoDB (default: as environments.ts says)",
    positiveNumber,
  )
  .option(
    "--skip-recent <minutes>",
    "leave out users who have changed since: they may be in the middle of their sign-up" +
      ` (default: ${RECENT_MILLISECONDS / minute}, and 0 on this computer)`,
    wholeNumber,
  )
  .option(
    "--remove-after <days>",
    "remove the rows of users who are gone from the pool for so many days, where\n" +
      "recipes.reconcileUsers.removeRows in environments.ts allows it. The first run\n" +
      "only notes on the row that its user is missing",
    wholeNumber,
  )
  .option("--yes", "remove them although they are many of all rows")
  .option("--resume", "go on where an interrupted run has ended")
  .addHelpText(
    "after",
    "\nExit codes: 0 all is well or was healed; 1 something failed; 2 --dry-run has\n" +
      "found something; 130 interrupted. Ctrl-C ends a run after the current page;\n" +
      "--resume goes on from there.",
  )
  .showHelpAfterError()
  .parse();

interface Options {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly requestsPerSecond?: number;
  readonly skipRecent?: number;
  readonly resume?: boolean;
  readonly removeAfter?: number;
  readonly yes?: boolean;
}

const options = command.opts<Options>();

/** On this computer whoever calls this knows that nobody is signing up. */
function recentMilliseconds({ platform }: Environment): number {
  if (options.skipRecent !== undefined) return options.skipRecent * minute;
  return platform === "local" ? 0 : RECENT_MILLISECONDS;
}

/**
 * What `--remove-after` asks for.
 *
 * @throws Error where the environment allows no removal, or none so soon.
 */
function removalOf({ environment, recipes }: Environment): RemovalOptions | undefined {
  const { removeAfter: afterDays, yes, dryRun } = options;
  if (afterDays === undefined) {
    if (yes === true) throw new Error("--yes says something only together with --remove-after.");
    return undefined;
  }
  const { removeRows } = recipes.reconcileUsers;
  const at = `environments.${environment}.recipes.reconcileUsers.removeRows`;
  if (removeRows === undefined) {
    throw new Error(
      `${environment} keeps the rows of deleted users. To remove them, set ${at}: { afterDays: ${Math.max(1, afterDays)}, reason: "…" } in environments.ts.`,
    );
  }
  if (afterDays < removeRows.afterDays) {
    throw new Error(
      `${environment} removes rows after ${removeRows.afterDays} days, not after ${afterDays}: ${at} in environments.ts says so.`,
    );
  }
  if (dryRun === true) {
    throw new Error("--dry-run changes nothing: leave out --remove-after, or --dry-run.");
  }
  return { afterDays, isConfirmed: yes === true };
}

void runCommand(async (signal) => {
  const environment = environmentNamed(command.args[0] ?? "");
  const removal = removalOf(environment);
  const mode: ReconciliationMode = options.dryRun === true ? "report" : "heal";
  const savedRun = new SavedRun(environment.environment);
  let target: EnvironmentTarget | undefined;
  let outcome: ReconciliationOutcome | undefined;
  let findings: readonly Finding[] = [];

  await runSteps([
    ...targetSteps(environment, signal, (found) => {
      target = found;
    }),
    {
      name: mode === "heal" ? "Reconcile" : "Look, and change nothing",
      run: async ({ say, note }) => {
        if (target === undefined) throw new Error("There is nothing to reconcile.");
        const { userPoolId } = target;
        const asked = { userPoolId, mode, removeAfterDays: removal?.afterDays };
        const earlier = options.resume && (await savedRun.resume(asked));
        const all: Finding[] = earlier ? [...earlier.findings] : [];
        const progress = rarely(say);
        outcome = await runReconciliation(
          environment,
          target,
          options.requestsPerSecond ?? environment.recipes.reconcileUsers.requestsPerSecond,
          {
            mode,
            removal,
            recentMilliseconds: recentMilliseconds(environment),
            until: () => signal.aborted,
            ...(earlier && { state: earlier.state }),
            onPage: (state, ofPage) => {
              all.push(...ofPage);
              savedRun.save({ ...asked, state, findings: all });
              progress(progressLine(state.phase, state.counts));
            },
          },
        );
        await savedRun.saved();
        findings = all;
        if (!outcome.done) {
          if (outcome.error !== undefined) throw asError(outcome.error);
          signal.throwIfAborted();
        }
        await savedRun.remove();
        note(progressLine(undefined, outcome.state.counts));
      },
    },
  ]).catch((error: unknown) => {
    if (outcome !== undefined && outcome.state.pages > 0) {
      const file = path.relative(projectFolder, savedRun.file);
      process.stderr.write(`What is done is kept in ${file}: go on with --resume.\n`);
    }
    throw error;
  });

  if (outcome === undefined) throw new Error("The run has no result.");
  const { refused } = outcome;
  const { counts } = outcome.state;
  const { userPoolId, userTableName } = target as unknown as EnvironmentTarget;
  const report: Report = {
    environment: environment.environment,
    mode,
    userPoolId,
    userTableName,
    counts,
    findings: withoutRemoved(findings),
    ...(refused && { refused }),
  };
  process.stdout.write(
    options.json === true ? `${visibleJson(JSON.stringify(report, null, 2))}\n` : asText(report),
  );
  if (counts.failed > 0 || refused) process.exitCode = 1;
  else if (mode === "report" && findings.length > 0) process.exitCode = 2;
});

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** A row that was removed was first found to be without its user: one line of it is enough. */
function withoutRemoved(findings: readonly Finding[]): readonly Finding[] {
  const removed = new Set(
    findings.filter(({ outcome }) => outcome === "removed").map(({ sub }) => sub),
  );
  return findings.filter(({ sub, outcome }) => outcome === "removed" || !removed.has(sub));
}

function progressLine(phase: ReconciliationState["phase"] | undefined, counts: Counts): string {
  const { users, rows, healedRows, healedGroups, healedCopies, rowsRemoved, failed } = counts;
  const seen = phase === "users" ? `${users} users` : `${users} users, ${rows} rows`;
  const healed = `${healedRows} rows and ${healedGroups} groups given`;
  return [
    seen,
    healed,
    ...(healedCopies > 0 ? [`${healedCopies} rows set right`] : []),
    ...(rowsRemoved > 0 ? [`${rowsRemoved} rows removed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join("; ");
}

interface Report {
  readonly environment: string;
  readonly mode: "heal" | "report";
  readonly userPoolId: string;
  readonly userTableName: string;
  readonly counts: Counts;
  readonly findings: readonly Finding[];
  readonly refused?: RemovalRefusal;
}

const refusals: Readonly<Record<RemovalRefusal["reason"], string>> = {
  "no row has a user in this pool":
    "No row of the table has its user in this pool, so this may be the wrong pool, or one that was made anew.",
  "too many rows at once":
    "That is more than should go at once: look at a few of these users in the pool. If they are gone for good, run this again with --yes.",
};

const explanations: Readonly<Record<Finding["kind"], string>> = {
  "user-without-row": "has no row",
  "group-owed": "is owed a group",
  "user-without-group": "is in no group; an administrator may have taken it away",
  "row-outdated": "has a row that is outdated",
  "row-without-user": "has a row, but is not in the pool",
  "not-checked": "could not be looked at",
};

/** More would scroll away what matters; --json has them all. */
const mostShown = 50;

function asText({
  environment,
  mode,
  userPoolId,
  userTableName,
  counts,
  findings,
  refused,
}: Report): string {
  const left = findings.filter(({ outcome }) => outcome !== "healed" && outcome !== "removed");
  const lines = left
    .slice(0, mostShown)
    .map(
      ({ sub, kind, error, fields, missingSince }) =>
        `  ${sub}  ${explanations[kind]}${fields === undefined ? "" : ` (${fields.join(", ")})`}` +
        (missingSince === undefined ? "" : ` since ${missingSince}`) +
        (error === undefined ? "" : `: ${visible(error)}`),
    );
  const more = left.length - lines.length;
  const given =
    mode === "heal"
      ? `${counts.healedRows} rows and ${counts.healedGroups} groups given`
      : "nothing was changed";
  return [
    "",
    `${environment}: user pool ${userPoolId}, table ${userTableName}`,
    "",
    `  ${counts.users} users, of whom ${counts.unconfirmed} not confirmed and ${counts.recent} too recent to tell`,
    `  ${counts.rows} rows`,
    `  ${counts.usersWithoutRow} users without a row, ${counts.groupsOwed} owed a group: ${given}`,
    `  ${counts.rowsOutdated} rows outdated: ${mode === "heal" ? `${counts.healedCopies} set right` : "nothing was changed"}`,
    `  ${counts.usersWithoutGroup} users in no group, ${counts.rowsWithoutUser} rows without a user: for you to decide`,
    ...(counts.rowsRemoved > 0 ? [`  ${counts.rowsRemoved} rows of deleted users removed`] : []),
    ...(counts.failed > 0 ? [`  ${counts.failed} failed`] : []),
    ...(refused
      ? [
          "",
          `  ${refused.due} rows of deleted users are due, of ${refused.rows} rows; none was removed.`,
          `  ${refusals[refused.reason]}`,
        ]
      : []),
    ...(lines.length > 0 ? ["", ...lines] : []),
    ...(more > 0 ? [`  … and ${more} more; --json prints them all.`] : []),
    "",
  ].join("\n");
}

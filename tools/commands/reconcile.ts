import { Command } from "commander";
import path from "node:path";
import type { ReconciliationOutcome } from "../../functions/shared/reconciliation/reconcile";
import { RECENT_MILLISECONDS } from "../../functions/shared/reconciliation/reconcile";
import type { Counts, Finding } from "../../functions/shared/reconciliation/report";
import type { Environment } from "../../configuration";
import { projectFolder } from "../project/project";
import { runReconciliation } from "../deploy/reconciliation/run";
import { SavedRun } from "../deploy/reconciliation/saved-run";
import { type ReconciliationTarget, targetSteps } from "../deploy/reconciliation/target";
import { environmentNamed } from "../deploy/stack-target";
import { runCommand } from "../console/command";
import { positiveNumber, wholeNumber } from "../console/number-arguments";
import { rarely, runSteps } from "../console/progress";

const minute = 60_000;

const command = new Command("npm run reconcile --")
  .description(
    "Finds users of an environment whom no trigger has seen. A user without a row\n" +
      "gets row and group; one whose row owes a group gets that group. Users in no\n" +
      "group at all, and rows without a user, are only shown: an administrator may\n" +
      "have wanted it so.",
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
}

const options = command.opts<Options>();

/** On this computer whoever calls this knows that nobody is signing up. */
function recentMilliseconds({ platform }: Environment): number {
  if (options.skipRecent !== undefined) return options.skipRecent * minute;
  return platform === "local" ? 0 : RECENT_MILLISECONDS;
}

void runCommand(async (signal) => {
  const environment = environmentNamed(command.args[0] ?? "");
  const mode = options.dryRun === true ? "report" : "heal";
  const savedRun = new SavedRun(environment.environment);
  let target: ReconciliationTarget | undefined;
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
        const earlier = options.resume && (await savedRun.resume(userPoolId, mode));
        const all: Finding[] = earlier ? [...earlier.findings] : [];
        const progress = rarely(say);
        outcome = await runReconciliation(
          environment,
          target,
          options.requestsPerSecond ?? environment.recipes.reconcileUsers.requestsPerSecond,
          {
            mode,
            recentMilliseconds: recentMilliseconds(environment),
            until: () => signal.aborted,
            ...(earlier && { state: earlier.state }),
            onPage: (state, ofPage) => {
              all.push(...ofPage);
              savedRun.save({ userPoolId, mode, state, findings: all });
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
  const { counts } = outcome.state;
  const { userPoolId, userTableName } = target as unknown as ReconciliationTarget;
  const report: Report = {
    environment: environment.environment,
    mode,
    userPoolId,
    userTableName,
    counts,
    findings,
  };
  process.stdout.write(
    options.json === true ? `${JSON.stringify(report, null, 2)}\n` : asText(report),
  );
  if (counts.failed > 0) process.exitCode = 1;
  else if (mode === "report" && findings.length > 0) process.exitCode = 2;
});

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function progressLine(phase: "users" | "rows" | undefined, counts: Counts): string {
  const { users, rows, healedRows, healedGroups, failed } = counts;
  const seen = phase === "users" ? `${users} users` : `${users} users, ${rows} rows`;
  const healed = `${healedRows} rows and ${healedGroups} groups given`;
  return [seen, healed, ...(failed > 0 ? [`${failed} failed`] : [])].join("; ");
}

interface Report {
  readonly environment: string;
  readonly mode: "heal" | "report";
  readonly userPoolId: string;
  readonly userTableName: string;
  readonly counts: Counts;
  readonly findings: readonly Finding[];
}

const explanations: Readonly<Record<Finding["kind"], string>> = {
  "user-without-row": "has no row",
  "group-owed": "is owed a group",
  "user-without-group": "is in no group; an administrator may have taken it away",
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
}: Report): string {
  const left = findings.filter(({ outcome }) => outcome !== "healed");
  const lines = left
    .slice(0, mostShown)
    .map(
      ({ sub, kind, error }) =>
        `  ${sub}  ${explanations[kind]}${error === undefined ? "" : `: ${error}`}`,
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
    `  ${counts.usersWithoutGroup} users in no group, ${counts.rowsWithoutUser} rows without a user: for you to decide`,
    ...(counts.failed > 0 ? [`  ${counts.failed} failed`] : []),
    ...(lines.length > 0 ? ["", ...lines] : []),
    ...(more > 0 ? [`  … and ${more} more; --json prints them all.`] : []),
    "",
  ].join("\n");
}

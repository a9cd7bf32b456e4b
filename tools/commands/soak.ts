import { Command, InvalidArgumentError } from "commander";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { Counts } from "../../functions/shared/reconciliation/report";
import { localEnvironment } from "../local-run/local-environment";
import { LocalRun } from "../local-run/local-run";
import { authOutputs } from "../project/outputs";
import { localFolder } from "../project/project";
import { CallTrouble } from "../local-run/soak/call-trouble";
import type { SoakCheck } from "../local-run/soak/check";
import { seededRandom } from "../local-run/soak/seeded-random";
import { type LoadReport, Soak } from "../local-run/soak/soak";
import { runCommand } from "../console/command";
import { localSteps } from "../local-run/local-steps";
import { wholeNumber } from "../console/number-arguments";
import { passwordClient } from "../local-run/password-client";
import { rarely, runSteps } from "../console/progress";

interface Options {
  readonly seed: number;
  readonly signUps: number;
  readonly atOnce: number;
  readonly faults: number;
  readonly kills: number;
  readonly json?: boolean;
}

const options = new Command("npm run soak --")
  .description(
    "Deploys the local environment to a local AWS with real Terraform and signs users up " +
      "while AWS calls of the functions fail and their processes are killed. Then it runs " +
      "one reconciliation and looks at every user and row. Needs no AWS account.",
  )
  .option("--seed <number>", "plans sign-ups, faults and kills", wholeNumber, 20_260_301)
  .option("--sign-ups <number>", "how many", wholeNumber, 2000)
  .option("--at-once <number>", "how many of them at the same time", wholeNumber, 20)
  .option("--faults <share>", "of the functions' AWS calls that fail, 0 to 1", share, 0.2)
  .option("--kills <number>", "times that all functions' processes are killed", wholeNumber, 10)
  .option("--json", "print one JSON document on standard output, and nothing else there")
  .addHelpText(
    "after",
    "\nExit codes: 0 nobody is lost, double or in a wrong group; 1 somebody is.\n" +
      "Alarms that were on meanwhile are shown, where the environment has any.\n" +
      "The same seed plans the same run; what meets what is up to the computer.",
  )
  .showHelpAfterError()
  .parse()
  .opts<Options>();

void runCommand(async (signal) => {
  const environment = localEnvironment();
  const client = passwordClient(environment);
  const random = seededRandom(options.seed);
  const trouble = new CallTrouble(options.faults, random);
  const runs = path.join(localFolder, "runs");
  await mkdir(runs, { recursive: true });
  const folder = await mkdtemp(path.join(runs, "soak-"));
  const run = new LocalRun({
    environment,
    folder,
    signal,
    aws: { anyCode: true, faults: { calls: trouble.choose } },
  });
  let soak: Soak | undefined;
  let load: LoadReport | undefined;
  let healed: Counts | undefined;
  let check: SoakCheck | undefined;
  try {
    await runSteps(localSteps(run));
    const outputs = authOutputs.parse(await run.outputs());
    const going = new Soak({
      ...options,
      aws: run.aws,
      environment,
      outputs,
      clientId: outputs.client_ids[client] ?? "",
      trouble,
      random,
      signal,
    });
    soak = going;
    await runSteps([
      {
        name: `Sign ${options.signUps} users up, ${options.atOnce} at once`,
        run: async ({ say }) => {
          load = await going.load(rarely(say, 100));
        },
      },
      {
        name: "Reconcile",
        run: async () => {
          healed = await going.reconcile();
        },
      },
      {
        name: "Look at every user and row",
        run: async () => {
          check = await going.check();
        },
      },
    ]);
  } finally {
    soak?.end();
    await run.stop();
    await rm(folder, { recursive: true, force: true });
  }
  if (load === undefined || healed === undefined || check === undefined) {
    throw new Error("The soak has no result.");
  }
  const { seed, faults } = options;
  const report: Report = { seed, faults, ...load, callFaults: trouble.hits, healed, check };
  process.stdout.write(
    options.json === true ? `${JSON.stringify(report, null, 2)}\n` : asText(report),
  );
  if (check.problems.length > 0) process.exitCode = 1;
});

interface Report extends LoadReport {
  readonly seed: number;
  readonly faults: number;
  readonly callFaults: CallTrouble["hits"];
  readonly healed: Counts;
  readonly check: SoakCheck;
}

function share(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !(number >= 0 && number <= 1)) {
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  }
  return number;
}

function asText(report: Report): string {
  const { seed, signUps, kills, killedProcesses, callFaults, clientErrors, alarms, healed, check } =
    report;
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ") || "none";
  return [
    "",
    `  sign-ups     ${signUps}, seed ${seed}`,
    `  AWS faults   ${list(callFaults)}`,
    `  kills        ${kills}, of ${killedProcesses} processes`,
    `  seen by apps ${list(clientErrors)}`,
    `  alarms       ${alarms.join(", ") || "none; `alarms: { enabled: true }` in environments.ts makes them"}`,
    `  healed       ${healed.healedRows} rows, ${healed.healedGroups} groups`,
    `  then         ${check.users} users, ${check.confirmed} of them confirmed, ${check.rows} rows`,
    "",
    check.problems.length === 0
      ? "Nobody is lost, nobody is double, nobody is in a group they should not be in."
      : `${check.problems.length} problems:`,
    ...check.problems.map((problem) => `  ${problem}`),
    "",
  ].join("\n");
}

import { Command } from "commander";
import path from "node:path";
import { asText } from "../review/report";
import type { Environment } from "../../configuration";
import { isLocked } from "../lock/lock";
import { deployRoleArns } from "../../stacks/state/deploy-role-names";
import { Bootstrap, bootstrapFolder } from "../deploy/bootstrap/bootstrap";
import { explainFailure } from "../deploy/plan/failure";
import { holdFile } from "../project/process-lock";
import { projectFolder } from "../project/project";
import { inRunFolder } from "../project/run-folder";
import { environmentNamed } from "../deploy/environments";
import { stackTarget } from "../deploy/stack-target";
import { type S3State, stateKey } from "../deploy/state/state-bucket";
import { runCommand } from "../console/command";
import { rarely, runSteps, type Step } from "../console/progress";

const command = new Command("npm run bootstrap --")
  .description(
    "Makes what an environment on AWS needs before its first deploy: the bucket of\n" +
      "its Terraform states with a key of its own, and the roles of its workflows if\n" +
      "environments.ts names a repository. Their own state then moves into the bucket.\n" +
      "Needs an administrator's credentials. Stopped anywhere, it is finished by\n" +
      "running it again; run once more later, it brings the stack up to date.",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .option("--adopt-bucket", "take over a bucket of that name that is in use already")
  .addHelpText(
    "after",
    "\nExit codes: 0 all is in place; 1 something failed, or is in the way; 2 the review\n" +
      "of the plan has blocked it; 130 interrupted.",
  )
  .showHelpAfterError()
  .parse();

const { adoptBucket = false } = command.opts<{ adoptBucket?: boolean }>();

void runCommand(async (signal) => {
  const environment = environmentNamed(command.args[0] ?? "");
  const { environment: name, state } = environment;
  if (state.backend !== "s3") {
    process.stdout.write(`The environment ${name} lives on this computer: it needs no bucket.\n`);
    return;
  }
  const lock = path.join(bootstrapFolder(name), "lock");
  const release = await holdFile(
    lock,
    (processId) =>
      `Another bootstrap of ${name} is under way here (process ${processId}). Wait until it ends.\n` +
      `If that process is something else, delete ${path.relative(projectFolder, lock)}.`,
  );
  try {
    await inRunFolder((folder) => bootstrap(environment, state, folder, signal));
  } finally {
    await release();
  }
});

async function bootstrap(
  environment: Environment,
  state: S3State,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const target = await stackTarget(`state-${environment.environment}`);
  const run = new Bootstrap({ target, state, folder, signal, adoptsBucket: adoptBucket });
  const ifBlocked = (step: Step): Step => ({
    name: step.name,
    run: async (progress) => {
      if (run.reviewed.verdict === "blocked") progress.note("not done");
      else await step.run(progress);
    },
  });
  await runSteps([
    {
      name: `Check that the credentials are for the account ${environment.accountId}`,
      run: () => run.checkAccount(),
    },
    {
      name: `Look for what is there of ${state.bucket}`,
      run: async ({ say, note }) => {
        note(await run.look(say));
      },
    },
    { name: `Synthesize ${target.stack}`, run: () => run.synthesize() },
    {
      name: "Run terraform init",
      run: async ({ say, note }) => {
        const notices = await run.initialize(rarely(say, 100));
        if (notices.length > 0) note(notices.join(" "));
      },
    },
    {
      name: "Plan, and review the plan",
      run: async ({ say, note }) => {
        await run.plan(rarely(say, 100));
        note(run.reviewed.verdict);
      },
    },
    ifBlocked({
      name: "Run terraform apply",
      run: async ({ say, note }) => {
        if (run.hasChanges) await run.apply(rarely(say, 100));
        else note("nothing to do");
      },
    }),
    ifBlocked({
      name: "Move its state into the bucket",
      run: async ({ say, note }) => {
        if (run.isOnDisk) await run.moveState(rarely(say, 100));
        else note("it is there");
      },
    }),
    ifBlocked({
      name: "Check the state, and that a plan finds nothing to do",
      run: ({ say }) => run.verify(rarely(say, 100)),
    }),
  ]).catch((error: unknown) => {
    throw explainFailure(error, target.stack);
  });

  if (run.reviewed.verdict === "blocked") {
    process.stdout.write(asText(run.reviewed));
    process.exitCode = 2;
    return;
  }
  process.stdout.write(summary(environment, state, run.hasChanges || run.isOnDisk));
}

function summary(environment: Environment, state: S3State, hasChanged: boolean): string {
  const { environment: name } = environment;
  const roles = deployRoleArns(environment);
  const lines = [
    ["bucket", `${state.bucket} (${state.region})`],
    ["state", `s3://${state.bucket}/${stateKey(state, "state")}`],
    ...(state.kmsKeyId === undefined ? [] : [["key", state.kmsKeyId]]),
    ...(roles === undefined
      ? []
      : [
          ["plan role", roles.plan],
          ["apply role", roles.apply],
        ]),
  ];
  const title = hasChanged
    ? `The environment ${name} is bootstrapped.`
    : `The environment ${name} was bootstrapped already. There was nothing to do.`;
  return (
    `\n${title}\n\n` +
    lines.map(([what = "", value = ""]) => `  ${what.padEnd(12)}${value}\n`).join("") +
    (isLocked(name)
      ? `\nNext: npm run deploy -- auth-${name}\n`
      : `\nNext: npm run lock, commit gatehouse.lock.json, then npm run deploy -- auth-${name}\n`)
  );
}

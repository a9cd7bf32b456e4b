import { Command } from "commander";
import type { Environment } from "../../configuration";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { runCommand } from "../console/command";
import { expectAccountOf } from "../deploy/aws-account";
import { environmentNamed } from "../deploy/environments";
import { RunningLocal } from "../project/running-local";
import { readStatus } from "../status/status";
import { statusText } from "../status/status-text";

const command = new Command("npm run status --")
  .description(
    "Shows how an environment is: its alarms, what is wrong first, and what its\n" +
      "functions have counted in the last 24 hours.",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .option("--json", "print one JSON document on standard output, and nothing else there")
  .addHelpText(
    "after",
    "\nExit codes: 0 no alarm is on; 1 CloudWatch could not be asked; 2 one is.",
  )
  .showHelpAfterError()
  .parse();

void runCommand(async (signal) => {
  const environment = environmentNamed(command.args[0] ?? "");
  const client = await clientFor(environment, signal);
  const status = await readStatus(environment, functionsIn(functionsFolder), client, new Date());
  const { json } = command.opts<{ readonly json?: boolean }>();
  process.stdout.write(
    json === true ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status),
  );
  if (status.alarms.some(({ state }) => state === "ALARM")) process.exitCode = 2;
});

async function clientFor(environment: Environment, signal: AbortSignal) {
  const { platform, region } = environment;
  if (platform === "aws") {
    await expectAccountOf(environment, signal);
    return { region };
  }
  const announced = await RunningLocal.announced();
  if (announced === undefined) {
    throw new Error(
      `The environment ${environment.environment} lives on the local AWS, which is not up.\n` +
        "Start it with `npm run local` in another terminal, then run this again.",
    );
  }
  const { endpoint, credentials } = announced;
  return { region: announced.region, endpoint, credentials };
}

import { Command, Option } from "commander";
import type { Environment } from "../../configuration";
import { runCommand } from "../console/command";
import { runSteps } from "../console/progress";
import { type EnvironmentTarget, targetSteps } from "../deploy/environment-target";
import { environmentNamed } from "../deploy/environments";
import { remoteState } from "../deploy/state/remote-state";
import { amplifyOutputs, variablesOf } from "../front-end/amplify-outputs";

const command = new Command("npm run outputs --")
  .description(
    "Prints what a front end needs to know of an environment that is deployed:\n" +
      "Terraform's outputs, as JSON, as variables or as Amplify's amplify_outputs.json.\n" +
      "`remote-state` prints how another Terraform project reads them, and the policy for it.",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .addOption(
    new Option("--format <format>", "how to print it")
      .choices(["amplify", "env", "json", "remote-state"])
      .default("json"),
  )
  .option("--client <name>", "for amplify: the app client (default: web, or the only one)")
  .addHelpText(
    "after",
    "\nOn this computer `npm run local` has to be up. Exit codes: 0 it is printed; 1 it failed.",
  )
  .showHelpAfterError()
  .parse();

const options = command.opts<{
  readonly format: "amplify" | "env" | "json" | "remote-state";
  readonly client?: string;
}>();

/** The client that a front end signs people in through. */
function clientOf({ clients, environment }: Environment): string {
  const names = Object.keys(clients).filter((name) => clients[name]?.kind !== "machine");
  const name =
    options.client ?? (names.includes("web") ? "web" : names.length === 1 ? names[0] : undefined);
  if (name !== undefined && names.includes(name)) return name;
  throw new Error(
    options.client === undefined
      ? `${environment} has several clients: name one with --client. There are: ${names.join(", ")}.`
      : `${environment} has no client ${options.client} for people. There are: ${names.join(", ")}.`,
  );
}

void runCommand(async (signal) => {
  const environment = environmentNamed(command.args[0] ?? "");
  if (options.format === "remote-state") {
    // Of the configuration: nothing has to be deployed for it.
    const { dataSource, policy } = remoteState(environment, "auth");
    process.stdout.write(`${dataSource}\n\n/* The policy of whoever runs it:\n${policy}\n*/\n`);
    return;
  }
  const client = options.format === "amplify" ? clientOf(environment) : "";
  let target: EnvironmentTarget | undefined;
  await runSteps(
    targetSteps(environment, signal, (found) => {
      target = found;
    }),
  );
  if (target === undefined) throw new Error("The environment was not found.");
  process.stdout.write(printed(environment, client, target));
});

function printed(
  environment: Environment,
  client: string,
  { outputs, client: { endpoint } }: EnvironmentTarget,
): string {
  switch (options.format) {
    case "amplify":
      return `${JSON.stringify(amplifyOutputs({ environment, outputs, client, endpoint }), null, 2)}\n`;
    case "env":
      return variablesOf(outputs);
    default:
      return `${JSON.stringify(outputs, null, 2)}\n`;
  }
}

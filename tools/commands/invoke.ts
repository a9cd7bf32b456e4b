import { Command, Option } from "commander";
import { readFile } from "node:fs/promises";
import { edgeRegion } from "../../stacks/lambda/edge-events";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { visible, visibleJson } from "../review/visible";
import { runCommand } from "../console/command";
import { runSteps } from "../console/progress";
import { unknownName } from "../deploy/unknown-name";
import { type EnvironmentTarget, accessSteps, targetSteps } from "../deploy/environment-target";
import { edgeAnswerProblems } from "../deploy/invocation/edge-answer";
import { edgeEventOf, edgeSource, exampleEdgeEvent } from "../deploy/invocation/edge-event";
import { invokeFunction, type InvocationOutcome } from "../deploy/invocation/invoke";
import { sourceEvent } from "../deploy/invocation/source-event";
import { firstSource, isTrigger, sourceNamed, startEvent } from "../deploy/invocation/start-event";
import { environmentNamed } from "../deploy/environments";

const command = new Command("npm run invoke --")
  .description(
    "Calls a function that is deployed, on AWS or on the local AWS, and prints its answer\n" +
      "on standard output. A trigger is called with an event of Cognito's, made up but for\n" +
      "the environment's own pool; one that CloudFront calls with a request of a browser's;\n" +
      "every other function with {}, or with what --source names: INSERT, MODIFY, REMOVE,\n" +
      'aws:sqs, ObjectCreated:Put, ObjectRemoved:DeleteMarkerCreated, "Scheduled Event".',
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .argument("<function>", "its folder under functions/, such as post-confirmation")
  .addOption(new Option("--event <file>", "the event, from a file").conflicts(["data", "source"]))
  .addOption(new Option("--data <json>", "the event").conflicts(["event", "source"]))
  .addOption(
    new Option(
      "--source <source>",
      "an event of this source, such as PostConfirmation_ConfirmSignUp, INSERT or aws:sqs",
    ).conflicts(["event", "data"]),
  )
  .option("--tail", "show the end of what the function has written, too")
  .option("--print-event", "print the event, and call nothing: something to start from")
  .addHelpText(
    "after",
    "\nWhat the function does, it does: to the environment's users, rows and files.\n" +
      "Exit codes: 0 it has answered; 1 it has failed, or could not be called.",
  )
  .showHelpAfterError()
  .parse();

interface Options {
  readonly event?: string;
  readonly data?: string;
  readonly source?: string;
  readonly tail?: boolean;
  readonly printEvent?: boolean;
}

const options = command.opts<Options>();
const [environmentName = "", name = ""] = command.args;

/** What was given, which has to be JSON. */
async function givenEvent(): Promise<string | undefined> {
  const { event: file, data } = options;
  const text = file === undefined ? data : await readFile(file, "utf8");
  if (text === undefined) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new Error(`${file ?? "What --data says"} is no JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

void runCommand(async (signal) => {
  const environment = environmentNamed(environmentName);
  const names = functionsIn(functionsFolder);
  if (!names.includes(name)) {
    throw new Error(unknownName(`There is no functions/${name}/index.ts`, name, names));
  }
  const given = await givenEvent();
  const { source: wanted } = options;
  const edge = edgeEventOf(name);
  if (edge !== undefined && ![undefined, edgeSource(edge)].includes(wanted)) {
    throw new Error(`${name} has one source: ${edgeSource(edge)}.`);
  }
  const source =
    isTrigger(name) && wanted !== undefined ? sourceNamed(name, wanted) : firstSource(name);
  const isOther = edge === undefined && !isTrigger(name);
  const made =
    edge !== undefined
      ? exampleEdgeEvent(edge)
      : isOther && wanted !== undefined
        ? sourceEvent(name, wanted, environment)
        : {};
  const needsPool = given === undefined && source !== undefined;

  let client: EnvironmentTarget["client"] | undefined;
  let event = given ?? JSON.stringify(made, null, 2);
  let outcome: InvocationOutcome | undefined;
  await runSteps([
    ...(needsPool
      ? targetSteps(environment, signal, (found) => {
          ({ client } = found);
          event = JSON.stringify(startEvent(source, { ...found, ...found.client }), null, 2);
        })
      : options.printEvent === true
        ? []
        : accessSteps(environment, signal, (found) => {
            client = found;
          })),
    ...(options.printEvent === true
      ? []
      : [
          {
            name: `Call ${name}`,
            run: async ({ note }: { readonly note: (text: string) => void }) => {
              if (client === undefined) throw new Error("There is nothing to call.");
              const there = edge === undefined ? client : { ...client, region: edgeRegion };
              outcome = await invokeFunction(environment, name, event, there, signal);
              note(`${outcome.failed ? "failed after" : "answered in"} ${outcome.milliseconds} ms`);
            },
          },
        ]),
  ]);
  if (outcome === undefined) {
    process.stdout.write(`${event}\n`);
    return;
  }
  if (options.tail === true) process.stderr.write(`\n${inLines(outcome.log)}\n`);
  process.stdout.write(`${readable(outcome.answer)}\n`);
  const refused =
    edge === undefined || outcome.failed ? [] : edgeAnswerProblems(edge, outcome.answer);
  for (const problem of refused) {
    process.stderr.write(`CloudFront would not take this answer: ${problem}.\n`);
  }
  if (outcome.failed || refused.length > 0) process.exitCode = 1;
});

/** A log keeps its lines and columns, and what users have written into it moves no cursor. */
function inLines(text: string): string {
  return text
    .split(/(\r?\n|\t)/)
    .map((part, index) => (index % 2 === 1 ? part : visible(part)))
    .join("");
}

function readable(json: string): string {
  try {
    return visibleJson(JSON.stringify(JSON.parse(json), null, 2));
  } catch {
    return inLines(json);
  }
}

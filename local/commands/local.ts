import { Command, InvalidArgumentError } from "commander";
import path from "node:path";
import type { TriggerRecord } from "../aws/cognito";
import { localEnvironment } from "../local-environment";
import { LocalRun } from "../local-run";
import { projectFolder } from "../project";
import { RunningLocal } from "../running-local";
import { runCommand } from "./command";
import { localSteps } from "./local-steps";
import { runSteps } from "./progress";

const { port } = new Command("npm run local --")
  .description(
    "Deploys the local environment to a local AWS with real Terraform and leaves it up until\n" +
      "Ctrl-C. .local/outputs.json holds the endpoint and the outputs as long as it is up.",
  )
  .option("--port <number>", "port of the endpoint on 127.0.0.1 (default: a free one)", portNumber)
  .showHelpAfterError()
  .parse()
  .opts<{ port?: number }>();

void runCommand(async (signal) => {
  const environment = localEnvironment();
  const running = await RunningLocal.claim();
  // In the project itself, so that `npm run deploy -- auth-local` finds its stack and its state.
  const run = new LocalRun({
    environment,
    folder: projectFolder,
    signal,
    aws: { ...(port !== undefined && { port }), onTrigger: showTrigger, log: show },
  });
  try {
    await runSteps(localSteps(run));
    const { endpoint } = run.aws;
    const { region } = environment;
    const outputs = await run.outputs();
    await running.announce({ endpoint, region, outputs }, run.shellEnvironment);
    show(instructions(endpoint));
    await interruption(signal);
  } finally {
    await running.retract();
    await run.stop();
    await running.release();
  }
});

function portNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535) {
    throw new InvalidArgumentError(
      "A port is a whole number up to 65535; 0 means any that is free.",
    );
  }
  return number;
}

function instructions(endpoint: string): string {
  return `
The local AWS is up at ${endpoint}; its outputs are in ${path.join(".local", "outputs.json")}.

  Any AWS client, in another terminal:
    source .local/env
    aws cognito-idp list-user-pools --max-results 10

  After an edit:
    npm run deploy -- auth-local

Ctrl-C takes it down. Triggers show below as they run.
`;
}

function showTrigger({
  event,
  attempt,
  outcome,
  durationMilliseconds,
  error,
}: TriggerRecord): void {
  const { triggerSource, userName } = event;
  const again = attempt > 1 ? `, attempt ${attempt}` : "";
  const why = error === undefined ? "" : `: ${error}`;
  show(
    `${triggerSource} ${outcome} in ${Math.round(durationMilliseconds)} ms${again}, user ${userName}${why}`,
  );
}

function show(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Waits for Ctrl-C or its like, and throws it. */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

import { Command } from "commander";
import path from "node:path";
import { stackTargets } from "../deploy/stack-target";
import type { LocalAws } from "../local-aws/local-aws";
import type { SentMessage } from "../local-aws/outbox";
import { localEnvironment } from "../local-run/local-environment";
import { LocalRun } from "../local-run/local-run";
import { endsWithAws } from "../local-run/ends-with-aws";
import { JsonLines } from "../local-run/json-lines";
import { localFolder, projectFolder } from "../project/project";
import { RunningLocal } from "../project/running-local";
import { TriggerLog } from "../local-run/trigger-log";
import { visible } from "../review/visible";
import { runCommand } from "../console/command";
import { portNumber } from "../console/number-arguments";
import { localSteps } from "../local-run/local-steps";
import { runSteps } from "../console/progress";

const {
  port,
  environment: name,
  anyCode,
} = new Command("npm run local --")
  .description(
    "Deploys a local environment to a local AWS with real Terraform and leaves it up until\n" +
      "Ctrl-C. .local/outputs.json holds the endpoint and the outputs as long as it is up.",
  )
  .option("--port <number>", "port of the endpoint on 127.0.0.1 (default: a free one)", portNumber)
  .option("--environment <name>", "which local environment of environments.ts (default: the first)")
  .option("--any-code", "take every code for the right one, for scripts that read no messages")
  .showHelpAfterError()
  .parse()
  .opts<{ port?: number; environment?: string; anyCode?: boolean }>();

// The state and all else that a run writes is for its user alone.
process.umask(0o077);

void runCommand(async (interrupted) => {
  const environment = localEnvironment(name);
  const running = await RunningLocal.claim();
  const messages = new JsonLines(path.join(localFolder, "messages.jsonl"));
  // Unlike the messages it stays after the end, to be looked into.
  const triggers = new TriggerLog(path.join(localFolder, "triggers.jsonl"), show);
  const { signal, onEnd } = endsWithAws(interrupted, "npm run local");
  // In the project itself, so that `npm run deploy -- <stack>` finds its stack and its state.
  const run = new LocalRun({
    environment,
    stacks: (await stackTargets(environment)).map(({ stack }) => stack),
    folder: projectFolder,
    signal,
    aws: {
      ...(port !== undefined && { port }),
      ...(anyCode === true && { anyCode }),
      onEnd,
      onTrigger: triggers.write,
      onMessage: (message) => {
        messages.append(message);
        show(lineOf(message));
      },
      log: show,
    },
  });
  try {
    await runSteps(localSteps(run));
    const { endpoint, managedLoginEndpoint, region, credentials } = run.aws;
    const outputs = await run.outputs();
    await running.announce(
      { endpoint, managedLoginEndpoint, region, credentials, outputs },
      run.shellEnvironment,
    );
    show(instructions(run.aws, run.stacks));
    await interruption(signal);
  } finally {
    await running.retract();
    await run.stop();
    messages.remove();
    triggers.close();
    await running.release();
  }
});

function instructions(
  { endpoint, managedLoginEndpoint }: LocalAws,
  stacks: readonly string[],
): string {
  return `
The local AWS is up at ${endpoint}; its outputs are in ${path.join(".local", "outputs.json")}.

  Any AWS client, in another terminal (the file holds this run's keys):
    source .local/env
    aws cognito-idp list-user-pools --max-results 10

  After an edit:
    npm run deploy -- ${stacks.join(" ")}

  The sign-in pages of a user pool that has a domain:
    ${managedLoginEndpoint}/<domain>/login?client_id=...

  What users would have been sent, newest first:
    curl '${endpoint}/_gatehouse/messages?limit=10'

Ctrl-C takes it down. Triggers and messages show below as they run; .local/triggers.jsonl
keeps all of the triggers' events and responses, without passwords and codes.
`;
}

/** What is needed to go on. */
function lineOf({ medium, to, subject, code, via }: SentMessage): string {
  const what = medium === "EMAIL" ? `E-mail "${subject ?? ""}"` : "Text message";
  return visible(`${what} to ${to} by ${via}${code === undefined ? "" : `, code ${code}`}`);
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

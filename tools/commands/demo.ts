import { Command } from "commander";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { DemoUser, type SignedUpUser, type SignUpTarget } from "../local-run/demo/sign-up";
import { localEnvironment } from "../local-run/local-environment";
import { LocalRun } from "../local-run/local-run";
import { endsWithAws } from "../local-run/ends-with-aws";
import { stackTargets } from "../deploy/stack-target";
import { authOutputs, type AuthOutputs } from "../project/outputs";
import { localFolder } from "../project/project";
import { runCommand } from "../console/command";
import { localSteps } from "../local-run/local-steps";
import { demoClient } from "../local-run/demo/demo-client";
import { runSteps, type StepTime } from "../console/progress";

const { json = false, environment: name } = new Command("npm run demo --")
  .description(
    "Deploys a local environment to a local AWS with real Terraform, signs a user up through " +
      "Cognito's API, shows what happened, and takes everything down. Needs no AWS account.\n\n" +
      "Ends with 0 only if the user is in the default group and has a row in the user table. Where " +
      "no trigger of the environment provisions users, neither is asked for, and the row is null.",
  )
  .option("--json", "print one JSON document on standard output, and nothing else there")
  .option("--environment <name>", "which local environment of environments.ts (default: the first)")
  .showHelpAfterError()
  .parse()
  .opts<{ json?: boolean; environment?: string }>();

// The state and all else that a run writes is for its user alone.
process.umask(0o077);

void runCommand(async (interrupted) => {
  const environment = localEnvironment(name);
  // One that nobody can sign in to is refused before anything is started.
  demoClient(environment);
  // A folder of its own, so that two demos, or a demo beside `npm run local`, do not meet.
  const runs = path.join(localFolder, "runs");
  await mkdir(runs, { recursive: true });
  const folder = await mkdtemp(path.join(runs, "demo-"));
  const { signal, onEnd } = endsWithAws(interrupted, "npm run demo");
  const run = new LocalRun({
    environment,
    stacks: (await stackTargets(environment)).map(({ stack }) => stack),
    folder,
    signal,
    aws: { onEnd },
  });
  try {
    const steps: StepTime[] = [...(await runSteps(localSteps(run)))];
    const outputs = authOutputs.parse(await run.outputs());
    const user = DemoUser.of(run.aws, outputs, environment);
    let result: SignedUpUser | undefined;
    steps.push(
      ...(await runSteps([
        {
          name: "Sign up",
          run: async ({ note }) => {
            note(user.email);
            await user.signUp();
          },
        },
        { name: "Confirm the sign-up", run: () => user.confirm() },
        { name: "Sign in", run: () => user.signIn() },
        {
          name: "Check group, row and ID token",
          run: async () => {
            result = await user.check();
          },
        },
        { name: "Take everything down", run: () => run.stop() },
      ])),
    );
    if (result === undefined) throw new Error("The last step has no result.");
    const report = {
      endpoint: run.aws.endpoint,
      region: outputs.region,
      credentials: run.aws.credentials,
      outputs,
      ...result,
      steps,
    };
    process.stdout.write(json ? asJson(report) : asText(report, user.email));
  } catch (error) {
    // Whatever failed because nobody answered any more.
    signal.throwIfAborted();
    throw error;
  } finally {
    await run.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

interface Report extends SignedUpUser {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: SignUpTarget["credentials"];
  readonly outputs: AuthOutputs;
  readonly steps: readonly StepTime[];
}

function asJson({ endpoint, region, credentials, outputs, user, row, steps }: Report): string {
  const report = { endpoint, region, credentials, outputs, user, row, steps };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function asText({ user, row, tokenGroups }: Report, email: string): string {
  const columns = Object.entries(row ?? { none: "no trigger of this environment makes one" }).map(
    ([name, value]) => `              ${name.padEnd(14)} ${String(value)}`,
  );
  return [
    "",
    "A user has signed up through the Terraform and the zip that would be deployed:",
    "",
    `  user        ${email}, sub ${user.sub}`,
    `  group       ${user.groups.join(", ") || "none"}`,
    `  ID token    cognito:groups = ${JSON.stringify(tokenGroups)}, signature verified`,
    "  row",
    ...columns,
    "",
    "Everything has been taken down. `npm run local` leaves it up for your own clients.",
    "",
  ].join("\n");
}

import { Command } from "commander";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { explainFailure } from "../deploy/plan/failure";
import {
  type FormatOptions,
  type ReportFormat,
  formatsOf,
  print,
  render,
} from "../deploy/plan/report-format";
import { StackPlan, stackSteps } from "../deploy/plan/stack-plan";
import { inRunFolder } from "../project/run-folder";
import { synthesize } from "../project/synthesis";
import { environmentNamed } from "../deploy/environments";
import { stackTargets } from "../deploy/stack-target";
import { usersPath } from "../console/users-path";
import { runCommand } from "../console/command";
import { rarely, runSteps } from "../console/progress";

const command = new Command("npm run drift --")
  .description(
    "Shows what was changed in an environment's stacks outside of Terraform: by\n" +
      "hand in a console, for one. Nothing is changed. Standard output is the report\n" +
      "alone.",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .option("--json", "print a JSON array with the review of each stack")
  .option("--markdown", "print the reviews as Markdown")
  .option("--sarif", "print them as SARIF 2.1.0, a run each")
  .option(
    "--out <file>",
    "write them to a file as well, in the format of its ending: .json, .md, .sarif, or else text; may be repeated",
    (file: string, previous: readonly string[] | undefined) => [...(previous ?? []), file],
  )
  .option(
    "--synthesized <folder>",
    "take the stacks from the folders of their names there, as `npm run synth` has written\n" +
      "them (cdktf.out/stacks), instead of synthesizing",
  )
  .addHelpText(
    "after",
    "\nExit codes: 0 no drift; 1 an error; 2 drift; 130 interrupted. `npm run plan` then shows\n" +
      "what a deployment would put back.",
  )
  .showHelpAfterError()
  .parse();

const options = command.opts<
  FormatOptions & { readonly out?: readonly string[]; readonly synthesized?: string }
>();
const [name = ""] = command.args;
const formats = formatsOf(options);
const [format = "text"] = formats;
if (formats.length > 1) {
  command.error(
    "error: --json, --markdown and --sarif exclude each other; --out writes more of them",
  );
}

/** The endings that stand for a format. */
const endings: Readonly<Record<string, ReportFormat>> = {
  ".json": "json",
  ".md": "markdown",
  ".sarif": "sarif",
};

void runCommand((signal) => inRunFolder((folder) => findDrift(folder, signal)));

async function findDrift(folder: string, signal: AbortSignal): Promise<void> {
  const targets = await stackTargets(environmentNamed(name));
  const stacks = await synthesizedStacks(folder, signal);
  const plans = targets.map(
    (target) => new StackPlan(target, folder, signal, path.join(stacks, target.stack)),
  );
  const reviewed: StackPlan[] = [];
  for (const plan of plans) {
    const { stack } = plan.target;
    await runSteps([
      ...stackSteps(plan),
      {
        name: `Compare the state of ${stack} with what is there`,
        run: async ({ say, note }) => {
          if (!(await plan.terraform.hasState())) {
            note("it has no state, so it is not deployed");
            return;
          }
          await plan.plan({ refreshOnly: true, lock: false }, rarely(say, 100));
          await plan.review("drift", []);
          reviewed.push(plan);
        },
      },
    ]).catch((error: unknown) => {
      throw explainFailure(error, stack);
    });
  }
  if (reviewed.length === 0) {
    const names = targets.map(({ stack }) => stack).join(" and ");
    throw new Error(
      `The environment ${name} is not deployed: no state of ${names} holds anything.`,
    );
  }
  const reviews = reviewed.map((plan) => plan.reviewed);
  for (const file of options.out ?? []) {
    await writeFile(usersPath(file), render(reviews, endings[path.extname(file)] ?? "text"));
  }
  print(reviews, format);
  if (reviews.some(({ verdict }) => verdict !== "no changes")) process.exitCode = 2;
}

/** The folder of all stacks: one synthesis is enough for those of an environment. */
async function synthesizedStacks(folder: string, signal: AbortSignal): Promise<string> {
  if (options.synthesized !== undefined) return usersPath(options.synthesized);
  const output = path.join(folder, "cdktf.out");
  await runSteps([{ name: `Synthesize ${name}`, run: () => synthesize(output, signal) }]);
  return path.join(output, "stacks");
}

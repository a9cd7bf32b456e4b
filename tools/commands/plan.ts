import { Command } from "commander";
import path from "node:path";
import type { Allowance, Review } from "../review/model";
import { reviewPlan } from "../review/review-plan";
import { allowance, allowancesOf, expectPersonAllows } from "../deploy/plan/allow-option";
import { planJson, showForeignPlan } from "../deploy/plan/foreign-plan";
import { notAsked } from "../deploy/plan/live-settings";
import { type FormatOptions, formatsOf, print } from "../deploy/plan/report-format";
import { projectFolder } from "../project/project";
import { inRunFolder } from "../project/run-folder";
import { usersPath } from "../console/users-path";
import { runCommand } from "../console/command";
import { type Step, rarely, runSteps } from "../console/progress";

const command = new Command("npm run plan --")
  .description(
    "Plans a stack and reviews the plan: what could lose users is blocked, the rest\n" +
      "is explained. Nothing is changed. Standard output is the report alone.\n\n" +
      "Without a stack it reviews a plan that was made elsewhere, of any Terraform\n" +
      "project; then nothing is synthesized, and environments.ts is not read.",
  )
  .argument("[stack]", "such as auth-dev")
  .option("--plan <file>", "review a file of `terraform plan -out`")
  .option(
    "--plan-json <file>",
    "review what `terraform show -json` has written; - is standard input",
  )
  .option("--json", "print the review as one JSON document")
  .option("--markdown", "print it as Markdown, for a comment")
  .option("--sarif", "print it as SARIF 2.1.0, for code scanning")
  .option(
    "--out <folder>",
    "write there what people approve and `npm run apply` takes: the reports, and\n" +
      "checksums of the stack and of each change. No secret is in it",
  )
  .option(
    "--allow <address#rule=reason>",
    "let a blocked change through, or with <address#rule=reason> one finding of it;\n" +
      "may be repeated. The report says so",
    allowance,
  )
  .option(
    "--synthesized <folder>",
    "take the stack from there, as `npm run synth` has written it, instead of synthesizing",
  )
  .option("--destroy", "plan to delete everything that the stack has made")
  .addHelpText(
    "after",
    "\nExit codes: 0 nothing to do, or nothing that is blocked; 1 an error; 2 blocked; 130 interrupted.\n" +
      "Changes that are meant to be can also be allowed in environments.ts (review.allow),\n" +
      "with the last day on which that holds.",
  )
  .showHelpAfterError()
  .parse();

interface Options extends FormatOptions {
  readonly plan?: string;
  readonly planJson?: string;
  readonly out?: string;
  readonly allow?: readonly Allowance[];
  readonly synthesized?: string;
  readonly destroy?: boolean;
}

const options = command.opts<Options>();
const [stack] = command.args;
const formats = formatsOf(options);
const [format = "text"] = formats;

const problems = optionProblems();
if (problems.length > 0) command.error(`error: ${problems.join("\nerror: ")}`);

void runCommand(async (signal) => {
  expectPersonAllows(options.allow);
  const review = await inRunFolder((folder) =>
    stack === undefined ? reviewForeign(folder, signal) : planStack(stack, folder, signal),
  );
  if (review.verdict === "blocked") process.exitCode = 2;
});

function optionProblems(): readonly string[] {
  const { plan, planJson: json, out, destroy, synthesized } = options;
  const found: string[] = [];
  const sources = [stack, plan, json].filter((source) => source !== undefined);
  if (sources.length === 0) {
    found.push("name a stack, such as auth-dev, or a plan with --plan or --plan-json");
  }
  if (sources.length > 1) {
    found.push("a stack, --plan and --plan-json exclude each other: name one of them");
  }
  if (formats.length > 1) {
    found.push("--json, --markdown and --sarif exclude each other: --out writes all of them");
  }
  if (stack === undefined && out !== undefined) {
    found.push("--out needs a stack: a plan that was made elsewhere is applied where it was made");
  }
  if (stack === undefined && destroy === true) found.push("--destroy needs a stack");
  if (stack === undefined && synthesized !== undefined) found.push("--synthesized needs a stack");
  return found;
}

async function reviewForeign(folder: string, signal: AbortSignal): Promise<Review> {
  const { plan, planJson: json = "-" } = options;
  let review: Review | undefined;
  const reviewing = async (source: AsyncIterable<Uint8Array>) => {
    review = await reviewPlan(source, {
      mode: "plan",
      stack: undefined,
      environment: undefined,
      production: true,
      allowances: options.allow ?? [],
      now: new Date(),
      live: notAsked("the plan was made elsewhere"),
    });
  };
  await runSteps([
    {
      name: `Review ${plan ?? json}`,
      run: async ({ say }) => {
        await reviewing(
          plan === undefined
            ? await planJson(json === "-" ? json : usersPath(json))
            : await showForeignPlan({
                file: usersPath(plan),
                folder,
                signal,
                say: rarely(say, 100),
              }),
        );
      },
    },
  ]);
  if (review === undefined) throw new Error("The plan has not been reviewed.");
  const file = plan ?? json;
  print(
    review,
    format,
    file === "-" ? {} : { planFile: path.relative(projectFolder, usersPath(file)) },
  );
  return review;
}

/** Loaded where it is needed: a plan made elsewhere is reviewed even where environments.ts is broken. */
async function planStack(name: string, folder: string, signal: AbortSignal): Promise<Review> {
  const { stackTarget } = await import("../deploy/stack-target");
  const { StackPlan, isRefusedByProtection, stackSteps } =
    await import("../deploy/plan/stack-plan");
  const { explainFailure } = await import("../deploy/plan/failure");
  const { expectArtifactPlace, writeArtifact } = await import("../deploy/artifact/write-artifact");

  const target = await stackTarget(name);
  const out = options.out === undefined ? undefined : usersPath(options.out);
  if (out !== undefined) await expectArtifactPlace(out);
  const plan = new StackPlan(
    target,
    folder,
    signal,
    options.synthesized && usersPath(options.synthesized),
  );
  const allowances = [...(options.allow ?? []), ...allowancesOf(target.environment)];
  const destroy = options.destroy === true;
  // Nothing is written, so nobody is to wait for it; and whoever is cut off leaves no lock behind.
  const planOptions = { destroy, lock: false };
  let refusal: Error | undefined;
  let checksum: string | undefined;
  // All that is blocked is allowed, but Terraform itself holds on to it.
  const isStillProtected = () => refusal !== undefined && plan.reviewed.verdict !== "blocked";

  await runSteps([
    ...stackSteps(plan),
    {
      name: "Run terraform plan",
      run: async ({ say, note }) => {
        const progress = rarely(say, 100);
        try {
          await plan.plan(planOptions, progress);
        } catch (error) {
          if (!isRefusedByProtection(error)) throw error;
          refusal = error;
          note("Terraform refuses to destroy what prevent_destroy protects; planned without it");
          await plan.planUnprotected(planOptions, progress);
        }
      },
    },
    { name: "Review the plan", run: () => plan.review("plan", allowances) },
    ...(out === undefined
      ? []
      : [
          {
            name: `Write ${options.out ?? out}`,
            run: async ({ note }) => {
              if (isStillProtected()) note("left out, for Terraform would not apply it");
              else checksum = await writeArtifact(out, plan, { allowances, destroy });
            },
          } satisfies Step,
        ]),
  ]).catch((error: unknown) => {
    throw explainFailure(error, name);
  });

  print(plan.reviewed, format, checksum === undefined ? {} : { artifactChecksum: checksum });
  if (checksum !== undefined) process.stderr.write(`${artifactNote(plan.reviewed, checksum)}\n`);
  if (refusal !== undefined && isStillProtected()) {
    throw new Error(
      `What is allowed here is still protected, so Terraform would not do it:\n${refusal.message}\n\n` +
        "Deploy first with `protection: { enabled: false, reason: … }` in environments.ts, then plan this again.",
    );
  }
  return plan.reviewed;
}

function artifactNote({ verdict }: Review, checksum: string): string {
  const folder = options.out ?? "";
  const allowed = options.allow === undefined ? "" : " --allow …, as here";
  return verdict === "blocked"
    ? `\n${folder} holds the reports, with the checksum ${checksum}. It is blocked, so nothing applies it.`
    : `\nThe artifact's checksum is ${checksum}. To apply it, here or in another clone:\n` +
        `  npm run apply -- ${folder} --checksum ${checksum}${allowed}`;
}

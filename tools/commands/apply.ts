import { Command, InvalidArgumentError } from "commander";
import path from "node:path";
import { differences, differing } from "../deploy/artifact/change-checksums";
import { expectEnvironmentOf } from "../deploy/artifact/expect-environment";
import { type Manifest, artifactFiles } from "../deploy/artifact/manifest";
import { ArtifactError, readArtifact } from "../deploy/artifact/read-artifact";
import { allowance, allowancesOf, expectPersonAllows } from "../deploy/plan/allow-option";
import { explainFailure } from "../deploy/plan/failure";
import { render } from "../deploy/plan/report-format";
import { StackPlan, isRefusedByProtection, stackSteps } from "../deploy/plan/stack-plan";
import { lockHolder } from "../deploy/state/state-lock";
import type { Allowance } from "../review/model";
import { TerraformError } from "../terraform/terraform-error";
import { inRunFolder } from "../project/run-folder";
import type { StackTarget } from "../deploy/stack-target";
import { usersPath } from "../console/users-path";
import { runCommand } from "../console/command";
import { rarely, runSteps } from "../console/progress";

const command = new Command("npm run apply --")
  .description(
    "Applies what `npm run plan -- <stack> --out <artifact>` has planned and people have\n" +
      "approved, on this machine or another: that and nothing else. Nothing in the\n" +
      "artifact is believed. This clone synthesizes, plans and reviews anew, and what it\n" +
      "would do has to be what was approved, change by change. Standard output is the\n" +
      "stack's outputs as JSON.",
  )
  .argument("<artifact>", "the folder")
  .option(
    "--checksum <sha256>",
    "what its checksum has to be: the one that its report.md was reviewed with",
    checksumArgument,
  )
  .option(
    "--allow <address#rule=reason>",
    "let a blocked change through, as for `npm run plan`: what was allowed there for once\n" +
      "is allowed here anew; may be repeated. Not in CI",
    allowance,
  )
  .option(
    "--synthesized <folder>",
    "take this clone's stack from there, as `npm run synth` has written it, instead of\n" +
      "synthesizing",
  )
  .addHelpText(
    "after",
    "\nExit codes: 0 applied; 1 an error, or refused; 2 refused because the plan is blocked;\n" +
      "130 interrupted. Ctrl-C lets Terraform finish what is under way and save the state.",
  )
  .showHelpAfterError()
  .parse();

interface Options {
  readonly checksum?: string;
  readonly allow?: readonly Allowance[];
  readonly synthesized?: string;
}

const { checksum, allow, synthesized } = command.opts<Options>();
const [artifact = ""] = command.args;

void runCommand((signal) => {
  expectPersonAllows(allow);
  return inRunFolder((folder) => apply(folder, signal));
});

async function apply(folder: string, signal: AbortSignal): Promise<void> {
  let checked: { readonly manifest: Manifest; readonly target: StackTarget } | undefined;
  await runSteps([
    {
      name: `Check ${artifact}`,
      run: async () => {
        const manifest = await readArtifact(usersPath(artifact), checksum);
        checked = { manifest, target: await expectEnvironmentOf(manifest, artifact) };
      },
    },
  ]);
  if (checked === undefined) throw new Error("The artifact has not been checked.");
  const { manifest, target } = checked;
  if (manifest.verdict === "blocked") {
    refuse(path.join(artifact, artifactFiles.reportMarkdown));
    return;
  }
  const { stack } = target;
  const plan = new StackPlan(target, folder, signal, synthesized && usersPath(synthesized));
  const [synthesis, ...initialization] = stackSteps(plan);
  const allowances = [...(allow ?? []), ...allowancesOf(target.environment)];
  await runSteps([
    ...(synthesis === undefined ? [] : [synthesis]),
    {
      name: "Compare it with what was reviewed",
      run: () =>
        Promise.resolve().then(() => {
          expectSameStack(manifest, plan);
        }),
    },
    ...initialization,
    {
      name: "Run terraform plan",
      run: async ({ say }) => {
        await plan.plan({ destroy: manifest.destroy }, rarely(say, 100));
      },
    },
    { name: "Review the plan", run: () => plan.review("plan", allowances) },
  ]).catch((error: unknown) => {
    if (!isRefusedByProtection(error)) throw explainFailure(error, stack);
    throw new Error(
      `Terraform refuses to destroy what prevent_destroy protects. Nothing was touched.\n${error.message}`,
      { cause: error },
    );
  });

  if (plan.reviewed.verdict === "blocked") {
    // Standard output is the outputs', of which there are none.
    process.stderr.write(render(plan.reviewed, "text"));
    refuse("the report above");
    return;
  }
  expectSameChanges(manifest, plan);
  let outputs: Record<string, unknown> = {};
  await runSteps([
    {
      name: "Run terraform apply",
      run: async ({ say }) => {
        await tellingOfInterruption(stack, signal, () => plan.apply(rarely(say, 100)));
        outputs = await plan.terraform.outputs({ sensitive: false });
      },
    },
  ]).catch((error: unknown) => {
    const explained = explainFailure(error, stack);
    if (!(error instanceof TerraformError) || !(explained instanceof Error)) throw explained;
    // With the state locked or another by now, Terraform has not even begun.
    const isBegun = lockHolder(error) === undefined && !error.diagnostics.includes("plan is stale");
    if (!isBegun) throw explained;
    throw new Error(`${explained.message}\n\n${restOf(stack)}`, { cause: error });
  });
  process.stdout.write(`${JSON.stringify(outputs, null, 2)}\n`);
}

/** Throws {@link ArtifactError} with each file of the stack that is another here. */
function expectSameStack(manifest: Manifest, plan: StackPlan): void {
  const files = differing(manifest.synthesized, plan.stackFiles);
  if (files.length === 0) return;
  throw new ArtifactError(artifact, [
    `it was planned from another ${manifest.stack} than this clone makes. These files differ: ${files.join(", ")}.\n` +
      `    It was planned at ${manifest.commit ?? "no commit"}${manifest.uncommittedChanges ? ", with changes that were not committed" : ""}. Check that commit out, or plan again.`,
  ]);
}

/** Throws {@link ArtifactError} with each change that is another than the reviewed one. */
function expectSameChanges(manifest: Manifest, plan: StackPlan): void {
  const found = differences(manifest.changes, plan.changes);
  if (found.length === 0) return;
  throw new ArtifactError(artifact, [
    ...found,
    `Somebody has changed ${manifest.stack} since, or the artifact: what it would do now, nobody has reviewed.\n` +
      `    Plan and review again: npm run plan -- ${manifest.stack} --out DIR`,
  ]);
}

function refuse(report: string): void {
  process.stderr.write(
    `\n${artifact} is blocked, and nothing was touched: ${report} says why.\n` +
      "If that change is meant to be, allow it in environments.ts (review.allow) and plan again, or by\n" +
      "hand pass --allow to both commands.\n",
  );
  process.exitCode = 2;
}

/** Says what becomes of a deployment that is interrupted, and of one that is left to itself. */
async function tellingOfInterruption(
  stack: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const onAbort = () => {
    process.stderr.write(
      "Terraform finishes what is under way, saves the state and releases its lock. A second Ctrl-C does not wait for that.\n",
    );
  };
  const onExit = () => {
    process.stderr.write(
      "Terraform goes on by itself until it has saved the state. In a while, look at what it has done:\n" +
        `  npm run unlock -- ${stack}   whether it still holds the lock\n` +
        `  npm run plan -- ${stack}     what is left to do\n`,
    );
  };
  signal.addEventListener("abort", onAbort, { once: true });
  process.once("exit", onExit);
  try {
    await work();
  } catch (error) {
    if (signal.aborted) {
      process.stderr.write(`\nTerraform has ended. ${restOf(stack)}\n`);
    }
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    process.removeListener("exit", onExit);
  }
}

function restOf(stack: string): string {
  return (
    "This plan is used up now. Plan what is left to do:\n" + `  npm run plan -- ${stack} --out DIR`
  );
}

function checksumArgument(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text;
  throw new InvalidArgumentError("A SHA-256 is 64 digits, 0–9 and a–f.");
}

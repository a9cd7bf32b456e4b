import { Command, InvalidArgumentError } from "commander";
import { rename } from "node:fs/promises";
import path from "node:path";
import { expectEnvironmentOf } from "../deploy/artifact/expect-environment";
import { type Manifest, artifactFiles } from "../deploy/artifact/manifest";
import { takeArtifact } from "../deploy/artifact/read-artifact";
import { explainFailure } from "../deploy/plan/failure";
import { render } from "../deploy/plan/report-format";
import { StackPlan } from "../deploy/plan/stack-plan";
import { lockHolder } from "../deploy/state/state-lock";
import { TerraformError } from "../terraform/terraform-error";
import { inRunFolder } from "../project/run-folder";
import type { StackTarget } from "../deploy/stack-target";
import { usersPath } from "../console/users-path";
import { runCommand } from "../console/command";
import { rarely, runSteps } from "../console/progress";

const command = new Command("npm run apply --")
  .description(
    "Applies what `npm run plan -- <stack> --out <artifact>` has planned, on this\n" +
      "machine or another: that plan and nothing else. Before anything is touched,\n" +
      "the artifact is checked against its checksum, this clone's environments.ts and\n" +
      "your credentials, and its plan is reviewed again. Standard output is the\n" +
      "stack's outputs as JSON.",
  )
  .argument("<artifact>", "the folder")
  .option(
    "--checksum <sha256>",
    "what its checksum has to be: the one that its report.md was reviewed with",
    checksumArgument,
  )
  .addHelpText(
    "after",
    "\nExit codes: 0 applied; 1 an error, or refused; 2 refused because the plan is blocked;\n" +
      "130 interrupted. Ctrl-C lets Terraform finish what is under way and save the state.",
  )
  .showHelpAfterError()
  .parse();

const { checksum } = command.opts<{ checksum?: string }>();
const [artifact = ""] = command.args;

void runCommand((signal) => inRunFolder((folder) => apply(folder, signal)));

async function apply(folder: string, signal: AbortSignal): Promise<void> {
  const copy = path.join(folder, "artifact");
  const planFile = path.join(copy, artifactFiles.plan);
  let checked: { readonly manifest: Manifest; readonly target: StackTarget } | undefined;
  await runSteps([
    {
      name: `Check ${artifact}`,
      run: async () => {
        const manifest = await takeArtifact(usersPath(artifact), copy, checksum);
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
  const explain = (error: unknown) => {
    throw explainFailure(error, manifest.stack);
  };
  const plan = new StackPlan(target, folder, signal);
  await rename(path.join(copy, artifactFiles.stack), plan.stackFolder);
  await runSteps([
    {
      name: `Check the account ${manifest.accountId} and run terraform init`,
      run: async ({ say, note }) => {
        const notices = await plan.initialize(rarely(say, 100), true);
        if (notices.length > 0) note(notices.join(" "));
      },
    },
    {
      name: "Review the plan again",
      run: () => plan.review("plan", manifest.allowances, planFile),
    },
  ]).catch(explain);

  if (plan.reviewed.verdict === "blocked") {
    // Standard output is the outputs', of which there are none.
    process.stderr.write(render(plan.reviewed, "text"));
    refuse("the report above");
    return;
  }
  let outputs: Record<string, unknown> = {};
  await runSteps([
    {
      name: "Run terraform apply",
      run: async ({ say }) => {
        await tellingOfInterruption(manifest.stack, signal, () =>
          plan.apply(planFile, rarely(say, 100)),
        );
        outputs = await plan.terraform.outputs({ sensitive: false });
      },
    },
  ]).catch((error: unknown) => {
    const explained = explainFailure(error, manifest.stack);
    if (!(error instanceof TerraformError) || !(explained instanceof Error)) throw explained;
    // With the state locked or another by now, Terraform has not even begun.
    const isBegun = lockHolder(error) === undefined && !error.diagnostics.includes("plan is stale");
    if (!isBegun) throw explained;
    throw new Error(`${explained.message}\n\n${restOf(manifest.stack)}`, { cause: error });
  });
  process.stdout.write(`${JSON.stringify(outputs, null, 2)}\n`);
}

function refuse(report: string): void {
  process.stderr.write(
    `\n${artifact} is blocked, and nothing was touched: ${report} says why.\n` +
      "If that change is meant to be, plan it again with --allow.\n",
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

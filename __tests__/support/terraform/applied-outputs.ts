import path from "node:path";
import type { LocalRun } from "../../../tools/local-run/local-run";
import type { Plan } from "../../../tools/terraform/terraform";
import { TerraformRuns } from "./terraform-runs";

/**
 * Applies the stacks of a run whose local AWS is up, as the run would, with a provider that is kept running.
 *
 * @param folder where the configuration of Terraform's command line is kept.
 * @returns the outputs of all stacks.
 */
export async function appliedOutputs(
  run: LocalRun,
  folder: string,
): Promise<Readonly<Record<string, unknown>>> {
  const terraforms = new TerraformRuns(folder, run.aws);
  const outputs: Record<string, unknown> = {};
  try {
    for (const stack of run.stackFolders) {
      const terraform = await terraforms.in(stack);
      await terraform.apply();
      // Where two have one of the same name, the first stack's counts.
      Object.assign(outputs, { ...(await terraform.outputs()), ...outputs });
    }
  } finally {
    await terraforms.stop();
  }
  return outputs;
}

/** What Terraform would change of a stack that a run has, though it has just applied it. */
export async function planOf(run: LocalRun, folder: string, stack: string): Promise<Plan> {
  const terraforms = new TerraformRuns(folder, run.aws);
  const isThat = (one: string) => path.basename(one) === stack;
  try {
    return await (await terraforms.in(run.stackFolders.find(isThat) ?? stack)).plan();
  } finally {
    await terraforms.stop();
  }
}

import { copyFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { ConfigurationInput } from "../../configuration";
import type { Extension } from "../../stacks/environment-stacks";
import type { Terraform } from "../terraform/terraform";
import { type AdoptedStack, adoptedStack } from "./adopted-stack";
import { alsoKept, type Kept, type Planned, plannedResources, toKeep } from "./kept";

/** What Terraform would do once all is kept that can be. */
export interface Looked extends Pick<AdoptedStack, "environment" | "adoptable"> {
  readonly kept: Kept;
  readonly planned: readonly Planned[];
}

/** A setting can hide another: whether one of a client changes is known once its pool does not. */
const mostLooks = 4;

/**
 * Plans an environment that adopts a pool, keeps what would change, and plans it again, until nothing is found
 * any more. Nothing is changed.
 *
 * @param folder of the run's own.
 * @param prepare initializes Terraform in the folder of the first stack.
 */
export async function lookUntilKept(
  folder: string,
  configuration: ConfigurationInput,
  extend: Extension,
  prepare: (stack: AdoptedStack) => Promise<Terraform>,
): Promise<Looked> {
  let kept: Kept = new Map();
  let first: { readonly stack: AdoptedStack; readonly terraform: Terraform } | undefined;
  for (let look = 1; ; look += 1) {
    const output = path.join(folder, `look-${look}`);
    const stack = await adoptedStack(output, configuration, kept, extend);
    first ??= { stack, terraform: await prepare(stack) };
    if (first.stack !== stack) {
      await copyFile(
        path.join(stack.folder, "cdk.tf.json"),
        path.join(first.stack.folder, "cdk.tf.json"),
      );
    }
    const planned = await planOf(first.terraform, path.join(folder, "plan.tfplan"));
    const { environment, adoptable, resources } = stack;
    const found = toKeep(planned, resources, environment.protection.enabled);
    const next = alsoKept(kept, found);
    if (look === mostLooks || JSON.stringify(shown(next)) === JSON.stringify(shown(kept))) {
      return { environment, adoptable, kept, planned };
    }
    kept = next;
  }
}

async function planOf(terraform: Terraform, file: string): Promise<readonly Planned[]> {
  await terraform.planTo(file);
  return plannedResources(JSON.parse(await text(terraform.showJson(file))));
}

/** What is kept, with what is not set. */
function shown(kept: Kept): unknown {
  return [...kept].map(([address, settings]) => [
    address,
    Object.entries(settings).map(([name, value]) => [name, value ?? null]),
  ]);
}

import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { App } from "cdktf";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import type { Terraform } from "../../../tools/terraform/terraform";
import { AuthStack } from "../../../stacks/auth-stack";
import { type EnvironmentInput, resolveConfiguration } from "../../../configuration";
import { addTeamResources, baseEnvironment } from "./base";
import type { StackJson } from "./stack-json";
import { administrator } from "../administrator";
import { terraformWithProviders, type TerraformIn } from "./terraform-with-providers";

/** What somebody does to the deployed base. */
export interface Change {
  /** What they write in `environments.ts`. Default: what is deployed. */
  readonly environment?: (deployed: EnvironmentInput) => EnvironmentInput;
  /** First part of every name. Default: the one that is deployed. */
  readonly project?: string;
  /** What no configuration can say, in the synthesized stack or in the folder that it is in. */
  readonly edit?: (stack: StackJson, folder: string) => void;
  /** `nothing`: there is no state yet. Default: the base is deployed. */
  readonly deployed?: "nothing";
  /** Addresses that the state does not know, though they are deployed: to import them. */
  readonly unknown?: readonly string[];
  /** `terraform plan -destroy`. */
  readonly destroy?: boolean;
}

/** A change that a test is about. */
export interface PlannedChange extends Change {
  readonly name: string;
  /** Changes of one plan are planned together: a plan takes seconds. They touch resources apart. */
  readonly plan: string;
}

/** The plans that a list of changes asks for, by their names. */
export function plansOf(changes: readonly PlannedChange[]): ReadonlyMap<string, Change> {
  const plans = new Map<string, Change>();
  for (const { plan, ...its } of changes) plans.set(plan, together(plans.get(plan) ?? {}, its));
  return plans;
}

function together(first: Change, second: Change): Change {
  return {
    ...first,
    ...second,
    environment: (deployed) => {
      const environment = first.environment?.(deployed) ?? deployed;
      return second.environment?.(environment) ?? environment;
    },
    edit: (stack, folder) => {
      first.edit?.(stack, folder);
      second.edit?.(stack, folder);
    },
  };
}

/** A stack's folder where Terraform is initialized, with the state of the deployed base. */
interface StackFolder {
  readonly path: string;
  readonly terraform: Terraform;
}

/** Terraform's plan keeps one core busy at a time, mostly. */
const folderCount = 2;

const stateFile = "terraform.tfstate";

/**
 * Makes real plans: real Terraform plans against a local AWS, to which it has deployed first what is
 * to be changed. Nothing of a change is applied.
 */
export class RealPlans {
  private base: Promise<void> | undefined;
  private readonly idle: StackFolder[] = [];
  private readonly waiting: ((folder: StackFolder) => void)[] = [];
  private count = 0;

  private constructor(
    private readonly folder: string,
    private readonly aws: LocalAws,
    private readonly terraformIn: TerraformIn,
  ) {}

  static async start(): Promise<RealPlans> {
    const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-real-plans-"));
    const aws = await startLocalAws({ credentials: administrator, region: baseEnvironment.region });
    try {
      return new RealPlans(folder, aws, await terraformWithProviders(path.join(folder, "run")));
    } catch (error) {
      await aws.stop();
      throw error;
    }
  }

  /**
   * Plans a change of the base, which the first call deploys. Several calls at once wait for each
   * other where they must.
   *
   * @returns what `terraform show -json` says of the plan.
   */
  async planChange(change: Change): Promise<string> {
    const stack = await this.takeFolder();
    const state = path.join(stack.path, stateFile);
    try {
      await writeStack(stack.path, change);
      await cp(state, `${state}.aside`);
      if (change.deployed === "nothing") await rm(state);
      else if (change.unknown) await forget(state, change.unknown);
      try {
        return await this.plan(stack.terraform, change.destroy === true);
      } finally {
        await rename(`${state}.aside`, state);
      }
    } finally {
      const next = this.waiting.shift();
      if (next) next(stack);
      else this.idle.push(stack);
    }
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async plan(terraform: Terraform, destroy: boolean): Promise<string> {
    const file = path.join(this.folder, `${this.count++}.tfplan`);
    // Two plans may look at the same AWS; nothing is written.
    await terraform.planTo(file, { destroy, lock: false });
    return text(terraform.showJson(file));
  }

  private inFolder(stackFolder: string): Terraform {
    return this.terraformIn(stackFolder, {
      AWS_ENDPOINT_URL: this.aws.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: baseEnvironment.region,
    });
  }

  private async takeFolder(): Promise<StackFolder> {
    await (this.base ??= this.deployBase());
    const free = this.idle.pop();
    return free ?? new Promise((resolve) => this.waiting.push(resolve));
  }

  private async deployBase(): Promise<void> {
    const [first = "", ...others] = Array.from({ length: folderCount }, (_, n) =>
      path.join(this.folder, String(n), "stacks", "auth-prod"),
    );
    await writeStack(first, {});
    // No bucket for a state that lives as long as this.
    const backend = { local: { path: stateFile } };
    await writeFile(
      path.join(first, "backend_override.tf.json"),
      JSON.stringify({ terraform: { backend } }),
    );
    const terraform = this.inFolder(first);
    await terraform.init();
    await terraform.apply();
    // The providers are links, and stay links.
    for (const other of others) await cp(first, other, { recursive: true, verbatimSymlinks: true });
    for (const stackFolder of [first, ...others]) {
      this.idle.push({ path: stackFolder, terraform: this.inFolder(stackFolder) });
    }
  }
}

/** Takes resources out of a state. */
async function forget(file: string, addresses: readonly string[]): Promise<void> {
  const state = JSON.parse(await readFile(file, "utf8")) as {
    resources: readonly { readonly type: string; readonly name: string }[];
  };
  state.resources = state.resources.filter(
    ({ type, name }) => !addresses.includes(`${type}.${name}`),
  );
  await writeFile(file, JSON.stringify(state));
}

/** Synthesizes what a change asks for into a stack's folder, where Terraform may have been before. */
async function writeStack(stackFolder: string, change: Change): Promise<void> {
  const [environment] = resolveConfiguration({
    project: change.project ?? "acme",
    environments: { prod: change.environment?.(baseEnvironment) ?? baseEnvironment },
  });
  if (environment === undefined) throw new Error("The configuration has no environment.");
  const app = new App({ outdir: path.dirname(path.dirname(stackFolder)) });
  new AuthStack(app, environment);
  app.synth();
  const file = path.join(stackFolder, "cdk.tf.json");
  const json = JSON.parse(await readFile(file, "utf8")) as StackJson;
  addTeamResources(json);
  change.edit?.(json, stackFolder);
  // On one line, each of Terraform's errors would quote the whole stack.
  await writeFile(file, JSON.stringify(json, undefined, 2));
}

/** A hash of all that the plan of a change is made of, but for the code of functions. */
export async function inputsOfChange(change: Change): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-real-plans-"));
  try {
    const hash = createHash("sha256").update(JSON.stringify([change.deployed, change.destroy]));
    for (const [name, its] of Object.entries({ base: {}, change })) {
      const stackFolder = path.join(folder, name, "stacks", "auth-prod");
      await writeStack(stackFolder, its);
      hash.update(await readFile(path.join(stackFolder, "cdk.tf.json")));
    }
    return hash.digest("hex");
  } finally {
    await rm(folder, { recursive: true });
  }
}

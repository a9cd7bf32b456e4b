import { createWriteStream } from "node:fs";
import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { App } from "cdktf";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import { localFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { AuthStack } from "../../../stacks/auth-stack";
import { type EnvironmentInput, resolveConfiguration } from "../../../configuration";
import { addTeamResources, baseEnvironment } from "./base";
import type { StackJson } from "./stack-json";
import { administrator } from "../administrator";

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

/** The files of a plan that Terraform has made. */
export interface PlanFiles {
  /** What `terraform plan -out` wrote. */
  readonly binary: string;
  /** What `terraform show -json` says of it. */
  readonly json: string;
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
 * Real plans: the base is deployed once by real Terraform to a local AWS, and then each change is
 * planned against it. Nothing of a change is applied.
 */
export class RealPlans {
  private readonly waiting: ((folder: StackFolder) => void)[] = [];
  private count = 0;

  private constructor(
    private readonly folder: string,
    private readonly aws: LocalAws,
    private readonly idle: StackFolder[],
  ) {}

  /** Deploys the base. Takes as long as one `terraform apply` of a whole stack. */
  static async start(): Promise<RealPlans> {
    const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-real-plans-"));
    const aws = await startLocalAws({ credentials: administrator, region: baseEnvironment.region });
    try {
      return new RealPlans(folder, aws, await deployedBase(folder, aws));
    } catch (error) {
      await aws.stop();
      throw error;
    }
  }

  /** Plans a change. Several calls at once wait for each other where they must. */
  async plan(change: Change): Promise<PlanFiles> {
    const stack = await this.takeFolder();
    const state = path.join(stack.path, stateFile);
    const name = path.join(this.folder, String(this.count++));
    const files = { binary: `${name}.tfplan`, json: `${name}.json` };
    try {
      await writeStack(stack.path, change);
      if (change.deployed === "nothing") await rename(state, `${state}.aside`);
      // Two plans may look at the same AWS; nothing is written.
      await stack.terraform.planTo(files.binary, {
        destroy: change.destroy === true,
        lock: false,
      });
      await pipeline(stack.terraform.showJson(files.binary), createWriteStream(files.json));
      return files;
    } finally {
      if (change.deployed === "nothing") await rename(`${state}.aside`, state);
      const next = this.waiting.shift();
      if (next) next(stack);
      else this.idle.push(stack);
    }
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private takeFolder(): Promise<StackFolder> {
    const free = this.idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

async function deployedBase(folder: string, aws: LocalAws): Promise<StackFolder[]> {
  const [first = "", ...others] = Array.from({ length: folderCount }, (_, n) =>
    path.join(folder, String(n), "stacks", "auth-prod"),
  );
  await writeStack(first, {});
  // No bucket for a state that lives as long as the tests.
  const backend = { local: { path: stateFile } };
  await writeFile(
    path.join(first, "backend_override.tf.json"),
    JSON.stringify({ terraform: { backend } }),
  );
  const binary = await findTerraform(process.env);
  const providers = await prepareProviders({
    terraform: binary,
    required: await requiredProviders(first, binary.registryHost),
    projectMirror: path.join(localFolder, "providers"),
    runFolder: path.join(folder, "run"),
    userEnvironment: process.env,
  });
  const inFolder = (stackFolder: string): StackFolder => ({
    path: stackFolder,
    terraform: new Terraform({
      binary,
      folder: stackFolder,
      environment: {
        ...providers.environment,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      },
    }),
  });
  const deployed = inFolder(first);
  await deployed.terraform.init();
  await deployed.terraform.apply();
  // The providers are links, and stay links.
  for (const other of others) await cp(first, other, { recursive: true, verbatimSymlinks: true });
  return [deployed, ...others.map(inFolder)];
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

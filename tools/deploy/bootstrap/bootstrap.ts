import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Allowance, Review } from "../../review/model";
import { reviewPlan } from "../../review/review-plan";
import { expectAccountOf } from "../aws-account";
import { allowancesOf } from "../plan/allow-option";
import { refusePlainMoto } from "../plain-moto";
import { localFolder, projectFolder } from "../../project/project";
import { prepareStack } from "../prepare-stack";
import type { StackTarget } from "../stack-target";
import { findStateBucket, type S3State, stateKey } from "../state/state-bucket";
import { synthesize } from "../../project/synthesis";
import type { ProviderLock } from "../../terraform/provider-lock";
import type { Terraform } from "../../terraform/terraform";
import {
  findKeys,
  isOwnBucket,
  possibleImports,
  resourcesOf,
  type StackResources,
} from "./existing-resources";
import { planWithImports } from "./import-plan";
import { untilEnded } from "./running-terraform";
import { type StartingPoint, startingPoint } from "./starting-point";
import { createStateObject, readStateFile, readStateObject, type StateSummary } from "./state-file";

/** Props of {@link Bootstrap}. */
export interface BootstrapProps {
  /** `state-<environment>`, of an environment on AWS. */
  readonly target: StackTarget;
  readonly state: S3State;
  /** A folder of the run's own; what has to outlive it is kept elsewhere. */
  readonly folder: string;
  /** Takes over a bucket of that name although it is in use already. */
  readonly adoptsBucket: boolean;
  readonly signal: AbortSignal;
}

/** Overrides the stack's backend: the synthesized JSON stays as it is. */
const overrideName = "backend_override.tf.json";

/** How long an interrupted run may take to let go of the state, and other people's runs to end. */
const LOCK_TIMEOUT_SECONDS = 120;

/**
 * Applies the `state` stack of an environment, which makes the bucket that its own state belongs in:
 * from a state on disk at first, which is then moved there. Each step looks at what is there, not at
 * what an earlier run has noted, so that one which was killed anywhere is finished by running it
 * again, on this computer or on another.
 */
export class Bootstrap {
  private readonly onDisk: string;
  private readonly moved: string;
  private readonly processFile: string;
  private start: StartingPoint = "on disk";
  private known: ReadonlySet<string> = new Set();
  private tainted: readonly string[] = [];
  private hasBucket = false;
  private planHasChanges = false;
  private preparedTerraform: Terraform | undefined;
  private providerLock: ProviderLock | undefined;
  private finishedReview: Review | undefined;
  private progress: (line: string) => void = () => undefined;

  constructor(private readonly props: BootstrapProps) {
    const kept = bootstrapFolder(props.target.environment.environment);
    this.onDisk = path.join(kept, "state.tfstate");
    this.moved = path.join(kept, "moved.tfstate");
    this.processFile = path.join(kept, "terraform");
  }

  /** What the stack's plan was, reviewed. Throws before {@link plan}. */
  get reviewed(): Review {
    if (this.finishedReview === undefined) throw new Error("There is no plan yet.");
    return this.finishedReview;
  }

  private get terraform(): Terraform {
    if (this.preparedTerraform === undefined) throw new Error("Terraform is not initialized.");
    return this.preparedTerraform;
  }

  private get stackFolder(): string {
    return path.join(this.props.folder, this.props.target.stack);
  }

  private get planFile(): string {
    return path.join(this.props.folder, "bootstrap.tfplan");
  }

  private get makesBucket(): boolean {
    const { state, target } = this.props;
    return state.bucketOf === target.environment.environment;
  }

  /** Throws when the credentials are for another account. */
  async checkAccount(): Promise<void> {
    await expectAccountOf(this.props.target.environment, this.props.signal);
  }

  /**
   * Waits for the Terraform of a run that was killed, if it is still at work, then finds out where to
   * begin, or to go on.
   *
   * @returns that in words.
   * @throws Error when something is in the way.
   */
  async look(say: (line: string) => void): Promise<string> {
    await untilEnded(this.processFile, { say, signal: this.props.signal });
    const { target, state, signal, adoptsBucket } = this.props;
    const { environment } = target;
    if (this.makesBucket) await refusePlainMoto(process.env["AWS_ENDPOINT_URL"], signal);
    const bucket = await findStateBucket(environment, state, signal);
    this.hasBucket = bucket.is === "there";
    const inBucket = this.hasBucket ? await readStateObject(state, "state", signal) : undefined;
    const onDisk = await readStateFile(this.onDisk);
    const wasFinishedHere = (await readStateFile(this.moved)) !== undefined;
    const found = { bucket, inBucket, onDisk, wasFinishedHere };
    const files = { onDisk: relative(this.onDisk), moved: relative(this.moved) };
    this.start = startingPoint(environment, state, found, files);
    const current = this.start === "on disk" ? onDisk : inBucket;
    this.known = current?.addresses ?? new Set();
    this.tainted = current?.tainted ?? [];
    if (inBucket !== undefined) return "it is bootstrapped";
    if (onDisk !== undefined) return "half made from here";
    if (!this.hasBucket) return "nothing yet";
    if (!this.makesBucket) return "a bucket that is made elsewhere";
    if (adoptsBucket || (await isOwnBucket(environment, state, signal))) {
      return "a bucket without a state, which is taken over";
    }
    throw new Error(
      `The bucket ${state.bucket} is there, and by its tags or contents it is not Gatehouse's. Nothing was touched.\n` +
        "If somebody else looks after it, say so in environments.ts: state.existingBucket. To have Gatehouse look\n" +
        "after it from now on (it then encrypts with a key of its own, and refuses what is encrypted otherwise):\n" +
        `  npm run bootstrap -- ${environment.environment} --adopt-bucket`,
    );
  }

  /** Writes the stack. Throws with the app's own words. */
  async synthesize(): Promise<void> {
    const { folder, signal, target } = this.props;
    const output = path.join(folder, "cdktf.out");
    await synthesize(output, signal);
    await rename(path.join(output, "stacks", target.stack), this.stackFolder);
    await rm(output, { recursive: true });
  }

  /**
   * Runs `terraform init`, for the state where it is now.
   *
   * @returns what the user should know about providers, a sentence or two each.
   */
  async initialize(say: (line: string) => void): Promise<readonly string[]> {
    const { target, signal } = this.props;
    this.progress = say;
    const { terraform, providerLock, notices } = await prepareStack(target, {
      stackFolder: this.stackFolder,
      signal,
      expectsState: false,
      processFile: this.processFile,
      lockTimeoutSeconds: LOCK_TIMEOUT_SECONDS,
      onLine: (line) => {
        this.progress(line);
      },
    });
    this.preparedTerraform = terraform;
    this.providerLock = providerLock;
    if (this.start === "on disk") await this.keepStateOnDisk();
    await terraform.init({ lock: providerLock });
    // Interrupted while it waited for a key or a bucket, Terraform would make another one instead, which
    // prevent_destroy forbids. What is there can be finished: the plan shows what it lacks.
    for (const address of this.tainted) await terraform.untaint(address);
    return notices;
  }

  /**
   * Plans the stack, with what is there already, and reviews the plan.
   *
   * @throws Error when something of the same name is not this environment's.
   */
  async plan(say: (line: string) => void): Promise<void> {
    const { target, state, signal } = this.props;
    const { environment } = target;
    this.progress = say;
    const stack = await this.stackResources();
    const { hasBucket, known } = this;
    const keys = await findKeys(stack, environment, state, known, signal);
    const possible = possibleImports(stack, environment, known, { hasBucket, keys });
    this.planHasChanges = await planWithImports(
      this.terraform,
      this.stackFolder,
      this.planFile,
      possible,
      environment,
    );
    this.finishedReview = await reviewPlan(this.terraform.showJson(this.planFile), {
      mode: "plan",
      stack: target.stack,
      environment: environment.environment,
      production: environment.review.production,
      allowances: [...allowancesOf(environment), ...this.allowancesOfTheFirst(stack)],
      now: new Date(),
    });
  }

  /** Does what was planned. */
  async apply(say: (line: string) => void): Promise<void> {
    this.progress = say;
    try {
      await this.terraform.applyPlan(this.planFile);
    } finally {
      if (this.start === "on disk") await chmodIfThere(this.onDisk);
    }
  }

  /** Whether there is anything to apply. */
  get hasChanges(): boolean {
    return this.planHasChanges;
  }

  /** Whether the state is still to be moved. */
  get isOnDisk(): boolean {
    return this.start === "on disk";
  }

  /** Puts the state from disk into the bucket, and connects Terraform to it there. */
  async moveState(say: (line: string) => void): Promise<void> {
    const { state, signal } = this.props;
    this.progress = say;
    await createStateObject(state, "state", await readFile(this.onDisk), signal);
    await rm(path.join(this.stackFolder, overrideName), { force: true });
    await this.terraform.init({ reconfigure: true, lock: this.providerLock });
  }

  /**
   * Checks that the bucket has the very state and, unless there was nothing to do in the first place,
   * that a plan finds nothing to do. What is left on disk becomes a copy that no later run goes by.
   *
   * @throws Error when either is not so.
   */
  async verify(say: (line: string) => void): Promise<void> {
    const { target, state, signal } = this.props;
    this.progress = say;
    const onDisk = await readStateFile(this.onDisk);
    if (this.isOnDisk) {
      const inBucket = await readStateObject(state, "state", signal);
      if (inBucket === undefined || !isSame(inBucket, onDisk)) {
        throw new Error(
          `s3://${state.bucket}/${stateKey(state, "state")} is not the state that was just moved there.\n` +
            `It is still in ${relative(this.onDisk)}. Run this again.`,
        );
      }
    }
    if (this.isOnDisk || this.hasChanges) {
      const plan = await this.terraform.plan();
      if (plan.hasChanges) {
        throw new Error(`Terraform wants to change ${target.stack} again.\n${plan.text}`);
      }
    }
    if (onDisk !== undefined) await rename(this.onDisk, this.moved);
    // Terraform's own copy of the version before.
    await rm(`${this.onDisk}.backup`, { force: true });
  }

  private async keepStateOnDisk(): Promise<void> {
    const kept = path.dirname(this.onDisk);
    await mkdir(kept, { recursive: true });
    // The run's lock may have made it: `mkdir` leaves the mode of what is there as it is.
    await chmod(kept, 0o700);
    const override = { terraform: { backend: { local: { path: this.onDisk } } } };
    await writeFile(path.join(this.stackFolder, overrideName), JSON.stringify(override));
  }

  /**
   * Until the first bootstrap has ended, nobody uses what it makes: a policy of a bucket that an
   * interrupted run has made takes nothing from anybody. What the state has already is not meant.
   */
  private allowancesOfTheFirst(stack: StackResources): readonly Allowance[] {
    if (!this.isOnDisk) return [];
    const addresses = Object.entries(stack).flatMap(([type, resources]) =>
      Object.keys(resources).map((name) => `${type}.${name}`),
    );
    return addresses
      .filter((address) => !this.known.has(address))
      .map((address) => ({
        address,
        rule: undefined,
        reason: "The first bootstrap has not ended: nobody uses it yet.",
        until: undefined,
        from: "command line",
      }));
  }

  private async stackResources(): Promise<StackResources> {
    return resourcesOf(await readFile(path.join(this.stackFolder, "cdk.tf.json"), "utf8"));
  }
}

/** Where a bootstrap keeps what has to outlive it. */
export function bootstrapFolder(environment: string): string {
  return path.join(localFolder, "bootstrap", environment);
}

/** The state of roles and a bucket holds no secret; it is nobody else's business all the same. */
async function chmodIfThere(file: string): Promise<void> {
  await chmod(file, 0o600).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
}

function isSame(one: StateSummary, other: StateSummary | undefined): boolean {
  return one.lineage === other?.lineage && one.serial === other.serial;
}

function relative(file: string): string {
  return path.relative(projectFolder, file);
}

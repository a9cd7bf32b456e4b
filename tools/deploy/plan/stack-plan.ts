import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { ReadableStream } from "node:stream/web";
import { z } from "zod";
import type { Allowance, Json, JsonObject, Review, ReviewOptions } from "../../review/model";
import { reviewPlan } from "../../review/review-plan";
import { isLocked } from "../../lock/lock";
import { type ChangeChecksums, changeChecksums } from "../artifact/change-checksums";
import { LiveSettings } from "./live-settings";
import { checksumsIn } from "../artifact/folder-files";
import type { Step } from "../../console/progress";
import { rarely } from "../../console/progress";
import { type PreparedStack, prepareStack } from "../prepare-stack";
import type { StackTarget } from "../stack-target";
import { synthesize } from "../../project/synthesis";
import { LOCK_TIMEOUT_SECONDS } from "../../terraform/lock-patience";
import type { PlanOptions, Terraform } from "../../terraform/terraform";
import type { TerraformBinary } from "../../terraform/terraform-binary";
import { TerraformError } from "../../terraform/terraform-error";

/** A synthesized stack, as far as it is looked at here. */
interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
}

/** A stack that is planned and reviewed in a folder of the run's own. */
export class StackPlan {
  /** The synthesized stack. */
  readonly stackFolder: string;
  /** The plan, once there is one. */
  readonly planFile: string;
  private progress: (line: string) => void = () => undefined;
  private prepared: PreparedStack | undefined;
  private finished: { readonly review: Review; readonly changes: ChangeChecksums } | undefined;
  private checksums: Readonly<Record<string, string>> | undefined;

  /**
   * @param folder the run's own, of {@link inRunFolder}.
   * @param synthesized the folder of the stack, where somebody has synthesized it already.
   */
  constructor(
    readonly target: StackTarget,
    private readonly folder: string,
    private readonly signal: AbortSignal,
    private readonly synthesized?: string,
  ) {
    this.stackFolder = path.join(folder, target.stack);
    this.planFile = path.join(folder, `${target.stack}.tfplan`);
  }

  /** Whether somebody has synthesized the stack already. */
  get isSynthesized(): boolean {
    return this.synthesized !== undefined;
  }

  /** What came of it. Throws before {@link review}. */
  get reviewed(): Review {
    return this.finishedReview.review;
  }

  /** The checksum of each change, by address. Throws before {@link review}. */
  get changes(): ChangeChecksums {
    return this.finishedReview.changes;
  }

  /** SHA-256 of each file of the stack, by path. Throws before {@link synthesize}. */
  get stackFiles(): Readonly<Record<string, string>> {
    if (this.checksums === undefined) throw new Error("The stack has not been synthesized.");
    return this.checksums;
  }

  private get finishedReview() {
    if (this.finished === undefined) throw new Error("The plan has not been reviewed.");
    return this.finished;
  }

  /** Terraform for the stack. Throws before {@link initialize}. */
  get terraform(): Terraform {
    return this.preparedStack.terraform;
  }

  /** Which Terraform that is. Throws before {@link initialize}. */
  get binary(): TerraformBinary {
    return this.preparedStack.binary;
  }

  private get preparedStack(): PreparedStack {
    if (this.prepared === undefined) throw new Error("Terraform is not initialized.");
    return this.prepared;
  }

  /** Writes the stack, and none of the other stacks. */
  async synthesize(): Promise<void> {
    if (this.synthesized === undefined) {
      const output = path.join(this.folder, `${this.target.stack}.cdktf.out`);
      await synthesize(output, this.signal);
      await rename(path.join(output, "stacks", this.target.stack), this.stackFolder);
      await rm(output, { recursive: true });
    } else {
      await takeSynthesized(this.synthesized, this.stackFolder);
    }
    this.checksums = await checksumsIn(this.stackFolder);
  }

  /**
   * Checks the account and the state's bucket, finds the providers and installs those that the project's
   * lock file names.
   *
   * @returns what the user should know about them, a sentence or two each.
   */
  async initialize(say: (line: string) => void): Promise<readonly string[]> {
    this.progress = say;
    this.prepared = await prepareStack(this.target, {
      stackFolder: this.stackFolder,
      signal: this.signal,
      lockTimeoutSeconds: LOCK_TIMEOUT_SECONDS,
      onLine: (line) => {
        this.progress(line);
      },
    });
    await this.terraform.init({ lock: this.prepared.providerLock });
    return this.prepared.notices;
  }

  /** Runs `terraform plan`. */
  async plan(options: PlanOptions, say: (line: string) => void): Promise<void> {
    this.progress = say;
    await this.terraform.planTo(this.planFile, options);
  }

  /** Reviews the plan as Terraform shows it. */
  async review(mode: ReviewOptions["mode"], allowances: readonly Allowance[]): Promise<void> {
    const { stack, environment } = this.target;
    // One reads what it does, one what that means: both from one `terraform show`.
    const [one, other] = ReadableStream.from(this.terraform.showJson(this.planFile)).tee();
    const [review, changes] = await Promise.all([
      reviewPlan(one, {
        mode,
        stack,
        environment: environment.environment,
        production: environment.review.production,
        allowances,
        now: new Date(),
        live: (await LiveSettings.in(this.preparedStack.client)).ask,
      }),
      changeChecksums(other),
    ]);
    this.finished = { review, changes };
  }

  /** Does what was planned. */
  async apply(say: (line: string) => void): Promise<void> {
    this.progress = say;
    await this.terraform.applyPlan(this.planFile);
  }

  /**
   * Plans without `prevent_destroy`. Terraform refuses to plan what would destroy a protected
   * resource, and then tells neither why it would nor what else changes; a reviewer needs both. Such
   * a plan is reviewed and thrown away.
   * https://developer.hashicorp.com/terraform/language/files/override
   */
  async planUnprotected(options: PlanOptions, say: (line: string) => void): Promise<void> {
    const text = await readFile(path.join(this.stackFolder, "cdk.tf.json"), "utf8");
    const { resource = {} } = JSON.parse(text) as StackJson;
    const unprotected = { lifecycle: { prevent_destroy: false } };
    const override = Object.entries(resource).flatMap(([type, resources]) => {
      const names = Object.keys(resources).filter((name) =>
        isProtected(resources[name]?.["lifecycle"]),
      );
      if (names.length === 0) return [];
      return [[type, Object.fromEntries(names.map((name) => [name, unprotected]))] as const];
    });
    const overrideFile = path.join(this.stackFolder, "unprotected_override.tf.json");
    await writeFile(overrideFile, JSON.stringify({ resource: Object.fromEntries(override) }));
    try {
      await this.plan(options, say);
    } finally {
      await rm(overrideFile);
    }
  }
}

/** Copies the stack without what Terraform has left there. */
async function takeSynthesized(from: string, to: string): Promise<void> {
  const left = [".terraform", ".terraform.lock.hcl"].map((name) => path.join(from, name));
  await cp(from, to, { recursive: true, filter: (file) => !left.includes(file) }).catch(
    (error: unknown) => {
      throw new Error(`${from} cannot be read: ${(error as Error).message}`, { cause: error });
    },
  );
  await readFile(path.join(to, "cdk.tf.json")).catch((error: unknown) => {
    throw new Error(`${from} holds no synthesized stack: it has no cdk.tf.json.`, { cause: error });
  });
}

function isProtected(lifecycle: Json | undefined): boolean {
  return z.looseObject({ prevent_destroy: z.literal(true) }).safeParse(lifecycle).success;
}

/** Whether Terraform has refused to plan because something protected would go. */
export function isRefusedByProtection(error: unknown): error is TerraformError {
  return (
    error instanceof TerraformError && error.diagnostics.includes("Instance cannot be destroyed")
  );
}

/** The steps up to an initialized stack. */
export function stackSteps(plan: StackPlan): readonly Step[] {
  const { stack, environment } = plan.target;
  return [
    {
      name: `${plan.isSynthesized ? "Take" : "Synthesize"} ${stack}`,
      run: async ({ note }) => {
        await plan.synthesize();
        if (environment.platform === "aws" && !isLocked(environment.environment)) {
          note(
            `${environment.environment} is not in gatehouse.lock.json: run \`npm run lock\` before users sign up there`,
          );
        }
      },
    },
    {
      name: `Check the account ${environment.accountId} and run terraform init`,
      run: async ({ say, note }) => {
        const notices = await plan.initialize(rarely(say, 100));
        if (notices.length > 0) note(notices.join(" "));
      },
    },
  ];
}

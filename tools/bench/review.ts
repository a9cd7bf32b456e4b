import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startLocalAws } from "../local-aws/local-aws";
import { localFolder } from "../project/project";
import { prepareProviders } from "../terraform/providers";
import { requiredProviders } from "../terraform/required-provider";
import { Terraform } from "../terraform/terraform";
import { findTerraform, type TerraformBinary } from "../terraform/terraform-binary";
import { isolatedEnvironment } from "../terraform/terraform-environment";
import { pairedRuns, type Timing } from "./paired-runs";
import { run } from "./run";

/** One plan, shown by Terraform and then reviewed. */
export interface ReviewedPlan {
  readonly name: string;
  /** Of the plan as JSON. */
  readonly bytes: number;
  /** `terraform show -json`, then the review. */
  readonly timings: readonly Timing[];
  /** Whether the review takes at most {@link maxRatio} of Terraform's time. */
  readonly met: boolean;
}

/** The aim: the review's time by that of `terraform show -json`, which has to come first. */
export const maxRatio = 0.5;

const project = resolve(__dirname, "../..");
const tsx = pathToFileURL(require.resolve("tsx")).href;

/** Resources of the large plan: far more than a stack should have. */
const manyResources = 1000;

interface ShownPlan {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Times the review of two real plans, each in a process of its own, from start to exit: the first
 * deploy of a local environment to a local AWS, and one of very many resources.
 *
 * @param output the folder that synth has written to.
 */
export async function benchReview(
  folder: string,
  output: string,
  rounds: number,
  progress: (text: string) => void,
): Promise<readonly ReviewedPlan[]> {
  progress("review: making the plans");
  const binary = await findTerraform(process.env);
  const aws = await startLocalAws();
  try {
    const variables = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    };
    const plans = [
      await planned("first deploy", localStack(output), folder, binary, variables),
      await planned(`${manyResources} resources`, manyGroups(folder), folder, binary, variables),
    ];
    return plans.map((plan) => timed(plan, rounds, progress));
  } finally {
    await aws.stop();
  }
}

async function planned(
  name: string,
  stackFolder: string,
  folder: string,
  binary: TerraformBinary,
  variables: Readonly<Record<string, string>>,
): Promise<ShownPlan> {
  const providers = await prepareProviders({
    terraform: binary,
    required: await requiredProviders(stackFolder, binary.registryHost),
    projectMirror: join(localFolder, "providers"),
    runFolder: join(folder, `run of ${name}`),
    userEnvironment: process.env,
  });
  const environment = { ...providers.environment, ...variables };
  const terraform = new Terraform({ binary, folder: stackFolder, environment });
  const file = join(folder, `${name}.tfplan`);
  await terraform.init();
  await terraform.planTo(file);
  return {
    name,
    folder: stackFolder,
    file,
    command: binary.command,
    environment: { ...isolatedEnvironment(process.env), ...environment },
  };
}

function timed(plan: ShownPlan, rounds: number, progress: (text: string) => void): ReviewedPlan {
  const json = `${plan.file}.json`;
  const timings = pairedRuns(
    [
      { name: "terraform show -json", measure: () => show(plan, json) },
      {
        name: "review",
        measure: () =>
          run(["--import", tsx, join(project, "tools/bench/only-review.ts"), json], {
            cwd: project,
          }).time,
      },
    ],
    rounds,
    (round) => {
      progress(`review of ${plan.name}: round ${round} of ${rounds}`);
    },
  );
  const met = (timings[1]?.ratio ?? Infinity) <= maxRatio;
  return { name: plan.name, bytes: statSync(json).size, timings, met };
}

/** Milliseconds that Terraform takes to write the plan as JSON. */
function show({ command, folder, file, environment }: ShownPlan, json: string): number {
  const target = openSync(json, "w");
  try {
    const start = performance.now();
    const { status, stderr } = spawnSync(command, ["show", "-json", file], {
      cwd: folder,
      env: environment,
      stdio: ["ignore", target, "pipe"],
    });
    if (status !== 0) throw new Error(`${command} show failed:\n${String(stderr)}`);
    return performance.now() - start;
  } finally {
    closeSync(target);
  }
}

interface Stack {
  readonly terraform: { readonly backend: object };
}

/** A synthesized stack that deploys to a local AWS. */
function localStack(output: string): string {
  const folders = readdirSync(join(output, "stacks")).map((name) => join(output, "stacks", name));
  const found = folders.find((folder) => {
    const stack = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Stack;
    return "local" in stack.terraform.backend;
  });
  if (found === undefined) throw new Error("environments.ts has no local environment.");
  return found;
}

/** A stack whose plan needs no AWS at all. */
function manyGroups(folder: string): string {
  const stackFolder = join(folder, "many");
  mkdirSync(stackFolder);
  const stack = {
    terraform: { required_providers: { aws: { source: "aws", version: "5.100.0" } } },
    provider: { aws: [{ region: "us-east-1" }] },
    resource: {
      aws_iam_role: {
        role: {
          for_each: Object.fromEntries(
            Array.from({ length: manyResources }, (_, n) => [`number-${n}`, n]),
          ),
          name: "role-${each.key}",
          assume_role_policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "lambda.amazonaws.com" },
                Action: "sts:AssumeRole",
              },
            ],
          }),
        },
      },
    },
  };
  writeFileSync(join(stackFolder, "cdk.tf.json"), JSON.stringify(stack));
  return stackFolder;
}

import { putPlaceholderSecrets } from "./placeholder-secrets";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "../../configuration";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../local-aws/local-aws";
import { projectMirror } from "../project/project";
import { synthesize } from "../project/synthesis";
import { prepareProviders } from "../terraform/providers";
import { requiredProviders } from "../terraform/required-provider";
import { Terraform } from "../terraform/terraform";
import { findTerraform, type TerraformBinary } from "../terraform/terraform-binary";

/** Props of {@link LocalRun}. */
export interface LocalRunProps {
  readonly environment: Environment;
  /** Its stacks, in the order in which they are deployed. Default: `auth-<environment>`. */
  readonly stacks?: readonly string[];
  /** Where the run keeps `cdktf.out` and, in `.local`, the state: the project, or a folder of its own. */
  readonly folder: string;
  /** The project to synthesize; default: this one. */
  readonly project?: string;
  /** Ends whatever is under way. */
  readonly signal: AbortSignal;
  /** What the local AWS is told beside its Region and its signal. */
  readonly aws?: Omit<LocalAwsOptions, "region" | "signal">;
}

/**
 * One run of the local environment: what `main.ts` synthesizes is applied by real Terraform to a
 * local AWS of the run's own. Nothing is rewritten on the way; Terraform is told the endpoint and
 * where its providers are through its environment alone.
 */
export class LocalRun {
  /** The stacks' names. */
  readonly stacks: readonly string[];
  private binary: TerraformBinary | undefined;
  private startedAws: LocalAws | undefined;
  private terraforms: readonly Terraform[] = [];
  private terraformEnvironment: Readonly<Record<string, string>> = {};
  private progress: (line: string) => void = () => undefined;

  constructor(private readonly props: LocalRunProps) {
    this.stacks = props.stacks ?? [`auth-${props.environment.environment}`];
  }

  private get privateFolder(): string {
    return path.join(this.props.folder, ".local");
  }

  /** The folders of the synthesized stacks. */
  get stackFolders(): readonly string[] {
    return this.stacks.map((stack) => path.join(this.outputFolder, "stacks", stack));
  }

  private get outputFolder(): string {
    return path.join(this.props.folder, "cdktf.out");
  }

  /** The local AWS. Throws before {@link startAws}. */
  get aws(): LocalAws {
    if (this.startedAws === undefined) throw new Error("The local AWS has not been started.");
    return this.startedAws;
  }

  /** Finds Terraform. Throws with how to get it. */
  async findTerraform(): Promise<void> {
    this.binary = await findTerraform(process.env);
  }

  /** Writes the stacks. Throws with the app's own words. */
  async synthesize(): Promise<void> {
    await synthesize(this.outputFolder, this.props.signal, this.props.project);
  }

  /**
   * Starts the local AWS on a free port of 127.0.0.1, telling what takes long: without moto on the
   * PATH, it is installed first.
   */
  async startAws(progress: (line: string) => void): Promise<void> {
    const { environment, signal, aws } = this.props;
    this.startedAws = await startLocalAws({
      ...aws,
      region: environment.region,
      signal,
      log: (message) => {
        (this.startedAws === undefined ? progress : aws?.log)?.(message);
      },
    });
    const { endpoint, credentials } = this.startedAws;
    await putPlaceholderSecrets(environment, { endpoint, credentials, region: environment.region });
  }

  /**
   * Runs `terraform init` with providers from a mirror or the registry.
   *
   * @returns what the user should know about them, a sentence or two each.
   */
  async initialize(): Promise<readonly string[]> {
    const { signal } = this.props;
    const terraform = this.binary ?? (await findTerraform(process.env));
    const required = await Promise.all(
      this.stackFolders.map((folder) => requiredProviders(folder, terraform.registryHost)),
    );
    const providers = await prepareProviders({
      terraform,
      required: [...new Map(required.flat().map((one) => [one.address, one])).values()],
      projectMirror,
      runFolder: path.join(this.privateFolder, "terraform"),
      userEnvironment: process.env,
      signal,
    });
    this.terraformEnvironment = {
      ...providers.environment,
      AWS_ENDPOINT_URL: this.aws.endpoint,
      AWS_ACCESS_KEY_ID: this.aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.aws.credentials.secretAccessKey,
    };
    this.terraforms = this.stackFolders.map(
      (folder) =>
        new Terraform({
          binary: terraform,
          folder,
          environment: this.terraformEnvironment,
          signal,
          onLine: (line) => {
            this.progress(line);
          },
        }),
    );
    // The AWS is new: what an earlier run left in the state is nowhere.
    await this.forgetState();
    for (const stack of this.terraforms) await stack.init();
    return providers.notices;
  }

  /** Runs `terraform apply`, telling each line of its progress. */
  async apply(progress: (line: string) => void): Promise<void> {
    this.progress = progress;
    for (const terraform of this.terraforms) await terraform.apply();
  }

  /**
   * Runs `terraform plan` on what was just applied.
   *
   * @throws Error with the plan when it is not empty.
   */
  async expectNoChanges(): Promise<void> {
    this.progress = () => undefined;
    for (const terraform of this.terraforms) {
      const plan = await terraform.plan();
      if (plan.hasChanges) {
        throw new Error(`Terraform wants to change what it has just applied.\n${plan.text}`);
      }
    }
  }

  /**
   * What a shell needs to use the local AWS as this run does, by any AWS client and by cdktf. What is
   * empty must not be set.
   */
  get shellEnvironment(): Readonly<Record<string, string>> {
    const { region } = this.aws;
    return {
      ...this.terraformEnvironment,
      AWS_REGION: region,
      // boto3 and the first version of the AWS CLI know only this one.
      AWS_DEFAULT_REGION: region,
      // Of another account: every client would use them beside the run's keys, or in their place.
      AWS_SESSION_TOKEN: "",
      AWS_PROFILE: "",
      AWS_DEFAULT_PROFILE: "",
      // cdktf's own plugin cache would copy what a mirror holds.
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    };
  }

  /** The outputs of all stacks. Where two have one of the same name, the first stack's counts. */
  async outputs(): Promise<Record<string, unknown>> {
    const all = await Promise.all(this.terraforms.map((terraform) => terraform.outputs()));
    return Object.assign({}, ...all.reverse()) as Record<string, unknown>;
  }

  /** Ends the local AWS, and with it all that was deployed. May be called at any time. */
  async stop(): Promise<void> {
    await this.startedAws?.stop();
    await this.forgetState();
  }

  private async forgetState(): Promise<void> {
    const files = this.stacks.flatMap((stack) => [`${stack}.tfstate`, `${stack}.tfstate.backup`]);
    for (const file of files) await rm(path.join(this.privateFolder, file), { force: true });
  }
}

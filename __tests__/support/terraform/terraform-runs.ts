import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LocalAws } from "../../../tools/local-aws/local-aws";
import { localFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { isolatedEnvironment } from "../../../tools/terraform/terraform-environment";
import type { UserKey } from "../iam";
import { recordedProviders } from "../real-plans/terraform-with-providers";
import { KeptProvider } from "./kept-provider";

type Environment = Readonly<Record<string, string>>;

/** Terraform in the folders of a test, for one local AWS, with an AWS provider that is kept running. */
export class TerraformRuns {
  private readonly initialized = new Set<string>();
  private provider: KeptProvider | undefined;
  private isFor: string | undefined;

  /** @param folder where the configuration of Terraform's command line is kept. */
  constructor(
    private readonly folder: string,
    private readonly aws: LocalAws,
  ) {}

  /**
   * Terraform for the stack in `stackFolder`, initialized. What this gave before is of no use any more: one
   * provider is kept at a time.
   */
  async in(stackFolder: string, key: UserKey = this.aws.credentials): Promise<Terraform> {
    const binary = await findTerraform(process.env);
    const required = await requiredProviders(stackFolder, binary.registryHost);
    const providers = await prepareProviders({
      terraform: binary,
      required,
      projectMirror: path.join(localFolder, "providers"),
      runFolder: path.join(this.folder, "terraform"),
      userEnvironment: process.env,
    });
    const environment = { ...providers.environment, ...this.signing(key) };
    const plain = new Terraform({ binary, folder: stackFolder, environment });
    if (!this.initialized.has(stackFolder)) await plain.init();
    this.initialized.add(stackFolder);
    const aws = required.find(({ type }) => type === "aws");
    if (aws === undefined || isInSeveralRegions(stackFolder)) return plain;
    const isFor = `${stackFolder} ${key.accessKeyId}`;
    if (this.isFor !== isFor) {
      await this.stop();
      const { address, version } = aws;
      const installed = path.join(".terraform/providers", address, version, binary.platform);
      this.provider = await KeptProvider.start(address, {
        file: programIn(path.join(stackFolder, installed)),
        folder: stackFolder,
        environment: { ...isolatedEnvironment(process.env), ...environment },
      });
      this.isFor = isFor;
    }
    return new Terraform({
      binary,
      folder: stackFolder,
      environment: { ...environment, ...this.provider?.environment },
    });
  }

  /** Keeps a provider for Terraform elsewhere, in stacks of one Region that have no files of their own. */
  async keep(): Promise<Environment> {
    const stackFolder = path.join(this.folder, "nothing");
    mkdirSync(stackFolder, { recursive: true });
    writeFileSync(
      path.join(stackFolder, "cdk.tf.json"),
      JSON.stringify({
        terraform: {
          required_providers: { aws: { source: "aws", version: recordedProviders.aws } },
        },
        provider: { aws: [{ region: this.aws.region }] },
      }),
    );
    await this.in(stackFolder);
    return this.environment;
  }

  /** What Terraform elsewhere needs in its environment to use the provider that is kept. */
  get environment(): Environment {
    return { ...this.signing(this.aws.credentials), ...this.provider?.environment };
  }

  async stop(): Promise<void> {
    await this.provider?.stop();
    this.provider = undefined;
    this.isFor = undefined;
  }

  private signing({ accessKeyId, secretAccessKey }: UserKey): Environment {
    return {
      AWS_ENDPOINT_URL: this.aws.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
  }
}

/** Whether a stack sets the provider up more than once. One that is kept is set up as was said last. */
function isInSeveralRegions(stackFolder: string): boolean {
  const text = readFileSync(path.join(stackFolder, "cdk.tf.json"), "utf8");
  const { provider } = JSON.parse(text) as { provider: { aws: readonly object[] } };
  return provider.aws.length > 1;
}

function programIn(folder: string): string {
  const file = readdirSync(folder).find((name) => name.startsWith("terraform-provider-"));
  if (file === undefined) throw new Error(`There is no provider in ${folder}.`);
  return realpathSync(path.join(folder, file));
}

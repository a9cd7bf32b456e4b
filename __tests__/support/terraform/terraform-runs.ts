import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LocalAws } from "../../../tools/local-aws/local-aws";
import { localFolder, projectFolder } from "../../../tools/project/project";
import { ProviderSearch } from "../../../tools/terraform/provider-search";
import { prepareProviders } from "../../../tools/terraform/providers";
import {
  packageFolder,
  type RequiredProvider,
  requiredProvider,
  requiredProviders,
} from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform, type TerraformBinary } from "../../../tools/terraform/terraform-binary";
import { isolatedEnvironment } from "../../../tools/terraform/terraform-environment";
import type { UserKey } from "../iam";
import { recordedProviders } from "../real-plans/terraform-with-providers";
import { KeptProvider } from "./kept-provider";

type Environment = Readonly<Record<string, string>>;

/** Terraform in the folders of a test, for one local AWS or none, with an AWS provider that is kept running. */
export class TerraformRuns {
  private readonly initialized = new Set<string>();
  /** With those of each stack: one that was changed may still have to delete what it had. */
  private readonly types = new Set(typesOfProject());
  /** By the folder in which they run. */
  private readonly providers = new Map<string, KeptProvider>();
  /** What Terraform elsewhere needs in its environment to use the provider that is kept. */
  environment: Environment = {};

  /** @param folder where the configuration of Terraform's command line is kept. */
  constructor(
    private readonly folder: string,
    private readonly aws?: LocalAws,
  ) {}

  /**
   * Terraform for the stack in `stackFolder`, initialized. What this gave before is of no use any more: all
   * providers have one key at a time.
   */
  async in(stackFolder: string, key = this.aws?.credentials): Promise<Terraform> {
    const binary = await findTerraform(process.env);
    const required = await requiredProviders(stackFolder, binary.registryHost);
    const providers = await prepareProviders({
      ...this.searched(binary),
      required,
    });
    const aws = required.find(({ type }) => type === "aws");
    for (const type of typesIn(stackFolder)) this.types.add(type);
    // Nothing of a stack's folder is read until something is planned.
    const folder = this.aws === undefined ? this.folder : stackFolder;
    if (aws !== undefined) await this.start(binary, aws, folder, key);
    const environment = { ...providers.environment, ...this.signing(key), ...this.environment };
    const terraform = new Terraform({ binary, folder: stackFolder, environment });
    if (!this.initialized.has(stackFolder))
      await terraform.init({ backend: this.aws !== undefined });
    this.initialized.add(stackFolder);
    return terraform;
  }

  /** Keeps a provider for Terraform elsewhere, in stacks that have no files of their own, and no web ACL. */
  async keep(): Promise<Environment> {
    const binary = await findTerraform(process.env);
    const aws = requiredProvider("aws", recordedProviders.aws, binary.registryHost);
    mkdirSync(this.searched(binary).runFolder, { recursive: true });
    await this.start(binary, aws, this.folder, this.aws?.credentials);
    return this.environment;
  }

  async stop(): Promise<void> {
    await Promise.all(Array.from(this.providers.values(), (provider) => provider.stop()));
    this.providers.clear();
    this.environment = {};
  }

  private searched(terraform: TerraformBinary) {
    return {
      terraform,
      projectMirror: path.join(localFolder, "providers"),
      runFolder: path.join(this.folder, "terraform"),
      userEnvironment: process.env,
    };
  }

  private get credentialsFile(): string {
    return path.join(this.folder, "terraform", "credentials");
  }

  private async start(
    binary: TerraformBinary,
    aws: RequiredProvider,
    folder: string,
    key: UserKey | undefined,
  ): Promise<void> {
    const id = `aws_access_key_id = ${key?.accessKeyId}`;
    const secret = `aws_secret_access_key = ${key?.secretAccessKey}`;
    // A provider reads it whenever it is set up, which each command does.
    writeFileSync(this.credentialsFile, key === undefined ? "" : `[default]\n${id}\n${secret}\n`);
    let provider = this.providers.get(folder);
    if (provider === undefined) {
      const { mirror } = await new ProviderSearch(this.searched(binary)).find(aws);
      if (mirror === undefined) throw new Error(`${aws.address} is nowhere to be had.`);
      provider = await KeptProvider.start({
        file: programIn(path.join(mirror, packageFolder(aws, binary.platform))),
        folder,
        environment: {
          ...isolatedEnvironment(process.env),
          ...(this.aws && { AWS_ENDPOINT_URL: this.aws.endpoint }),
          AWS_SHARED_CREDENTIALS_FILE: this.credentialsFile,
        },
        types: this.types,
      });
      this.providers.set(folder, provider);
    }
    this.environment = {
      ...this.signing(key),
      TF_REATTACH_PROVIDERS: JSON.stringify({ [aws.address]: provider.reattachment }),
    };
  }

  private signing(key: UserKey | undefined): Environment {
    if (this.aws === undefined || key === undefined) return {};
    return {
      AWS_ENDPOINT_URL: this.aws.endpoint,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    };
  }
}

/** Its schema is larger than that of all other types of the project: only a stack that has one is told of it. */
const webAcl = "aws_wafv2_web_acl";

/** The types that the project's own stacks may have, by what their code imports. */
function typesOfProject(): readonly string[] {
  const folder = path.join(projectFolder, "stacks");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [
      ...readFileSync(path.join(folder, file), "utf8").matchAll(
        /@cdktf\/provider-aws\/lib\/(?:data-aws-)?([\w-]+)/g,
      ),
    ])
    .map(([, name = ""]) => `aws_${name.replaceAll("-", "_")}`)
    .filter((type) => type !== webAcl);
}

/** The types that a stack, or a module of it, has. */
function typesIn(stackFolder: string): readonly string[] {
  const files = readdirSync(stackFolder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => path.basename(file) === "cdk.tf.json")
    .flatMap(
      (file) => readFileSync(path.join(stackFolder, file), "utf8").match(/\baws_\w+/g) ?? [],
    );
}

function programIn(folder: string): string {
  const file = readdirSync(folder).find((name) => name.startsWith("terraform-provider-"));
  if (file === undefined) throw new Error(`There is no provider in ${folder}.`);
  return path.join(folder, file);
}

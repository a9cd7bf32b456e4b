import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { cliConfig, registryOnlyConfig, userInstallationConfig } from "./cli-config";
import { acquireProvider } from "./provider-acquisition";
import {
  conventionalMirrors,
  holding,
  impliedMirrors,
  mirrorParents,
  namedMirrors,
} from "./provider-mirror";
import type { RequiredProvider } from "./required-provider";
import type { TerraformBinary } from "./terraform-binary";
import { TerraformError } from "./terraform-error";

/** Where to search. */
export interface ProviderSearchProps {
  readonly terraform: TerraformBinary;
  /** The project's own mirror: providers that had to be downloaded or unpacked are kept there. */
  readonly projectMirror: string;
  /** A folder for the CLI configurations that acquiring a provider needs. */
  readonly runFolder: string;
  readonly userEnvironment: NodeJS.ProcessEnv;
  /** Default: the user's home folder. */
  readonly home?: string | undefined;
  /** Folders of which a child may be a mirror. Default: {@link mirrorParents}. */
  readonly mirrorParents?: readonly string[] | undefined;
  /** The project's lock file, as text, that downloads are held to. */
  readonly lockFile?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The mirror to install a provider from; or why there is none, in whole sentences. */
export type SearchResult =
  | { readonly mirror: string }
  | { readonly mirror: undefined; readonly searched: string; readonly refusal: string };

/**
 * Looks for providers, in this order: the mirrors that `GATEHOUSE_PROVIDER_MIRROR` names; the
 * project's own; the `provider_installation` of the user's own CLI configuration; the folders that
 * Terraform looks into by itself; folders where machine images keep mirrors; the registry. A user's
 * `provider_installation` also says whether the registry may be asked, so it is not asked again.
 */
export class ProviderSearch {
  private readonly preferredMirrors: readonly string[];
  private readonly otherMirrors: readonly string[];
  private readonly userConfig: string | undefined;
  private readonly parents: readonly string[];

  /** @throws If `GATEHOUSE_PROVIDER_MIRROR` names a folder that is no mirror. */
  constructor(private readonly props: ProviderSearchProps) {
    const { terraform, projectMirror, userEnvironment, home = homedir() } = props;
    this.parents = props.mirrorParents ?? mirrorParents(home);
    this.preferredMirrors = [
      ...namedMirrors(userEnvironment, terraform.registryHost),
      projectMirror,
    ];
    this.otherMirrors = [
      ...impliedMirrors(userEnvironment, home, process.platform),
      ...conventionalMirrors(this.parents, terraform.registryHost),
    ];
    this.userConfig = userInstallationConfig(userEnvironment, home, process.platform);
  }

  /** @throws The signal's reason when aborted; an error when the project's mirror is not writable. */
  async find(provider: RequiredProvider): Promise<SearchResult> {
    const preferred = await this.inMirrors(this.preferredMirrors, provider);
    if (preferred !== undefined) return { mirror: preferred };
    const { userConfig } = this;
    let refusal: string | undefined;
    if (userConfig !== undefined) {
      refusal = await this.refusal(provider, userConfig, userConfig);
      if (refusal === undefined) return { mirror: this.props.projectMirror };
    }
    const other = await this.inMirrors(this.otherMirrors, provider);
    if (other !== undefined) return { mirror: other };
    if (refusal === undefined) {
      const config = await this.writeConfig("registry.rc", registryOnlyConfig);
      refusal = await this.refusal(provider, "The registry", config);
      if (refusal === undefined) return { mirror: this.props.projectMirror };
    }
    return { mirror: undefined, searched: this.searched(provider), refusal };
  }

  /** Acquires a provider into the project's mirror; if Terraform cannot, returns why. */
  private async refusal(
    provider: RequiredProvider,
    source: string,
    cliConfigFile: string,
  ): Promise<string | undefined> {
    try {
      await this.acquire(provider, cliConfigFile);
      return undefined;
    } catch (error) {
      if (!(error instanceof TerraformError)) throw error;
      return `${source} did not give it: ${cause(error)}.`;
    }
  }

  private async inMirrors(
    mirrors: readonly string[],
    provider: RequiredProvider,
  ): Promise<string | undefined> {
    const { terraform, projectMirror } = this.props;
    for (const mirror of mirrors) {
      const held = holding(mirror, provider, terraform.platform);
      if (held === "unpacked") return mirror;
      if (held === "packed") {
        // Terraform would unpack it (700 MB for aws) into each stack's folder, every time.
        const config = cliConfig([{ path: mirror, addresses: [provider.address] }]);
        await this.acquire(provider, await this.writeConfig("packed-mirror.rc", config));
        return projectMirror;
      }
    }
    return undefined;
  }

  private async acquire(provider: RequiredProvider, cliConfigFile: string): Promise<void> {
    const { terraform, projectMirror: mirror, userEnvironment, lockFile, signal } = this.props;
    const source = { terraform, provider, cliConfigFile, mirror, userEnvironment };
    await acquireProvider({ ...source, lockFile, signal });
  }

  private async writeConfig(name: string, text: string): Promise<string> {
    const file = join(this.props.runFolder, name);
    await writeFile(file, text);
    return file;
  }

  private searched({ address, version }: RequiredProvider): string {
    const { platform, registryHost } = this.props.terraform;
    return (
      `${address} ${version} for ${platform} is neither in ` +
      `${[...this.preferredMirrors, ...this.otherMirrors].join(", ")} nor in any folder of ` +
      `${this.parents.join(", ")} that holds a "${registryHost}".`
    );
  }
}

/** What Terraform gives as the reason: the paragraph after the headline, on one line. */
function cause(error: TerraformError): string {
  const [headline = "", paragraph = headline] = error.diagnostics.split(/\n\s*\n/);
  return paragraph.replace(/\s+/g, " ").replace(/\.$/, "");
}

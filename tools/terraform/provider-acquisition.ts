import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type RequiredProvider, packageFolder } from "./required-provider";
import { lockBlock, lockFileName, packageHashes } from "./provider-lock";
import { Terraform } from "./terraform";
import type { TerraformBinary } from "./terraform-binary";
import { networkEnvironment } from "./terraform-environment";

/** What an acquisition needs to know. */
export interface AcquisitionProps {
  readonly terraform: TerraformBinary;
  readonly provider: RequiredProvider;
  /** The CLI configuration file that says where Terraform may take the provider from. */
  readonly cliConfigFile: string;
  /** The mirror that keeps it, made if missing. */
  readonly mirror: string;
  /** Proxies, certificates and registry tokens are taken from it. */
  readonly userEnvironment: NodeJS.ProcessEnv;
  /** The project's lock file, as text: the package has to be one of those that it names. */
  readonly lockFile?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lets Terraform install one provider, checksums and signature included, and keeps it unpacked in a
 * mirror, so that it is fetched or unpacked once and not for each run.
 *
 * Terraform's own plugin cache is not safe for two `init` at once; this is: what an `init` in a
 * folder of its own has installed is moved into the mirror in one step, and whoever is second finds
 * it there. Without a network it fails after 11 seconds at most.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
 *
 * @throws TerraformError if Terraform cannot install it: no network, unknown version, bad signature.
 */
export async function acquireProvider(props: AcquisitionProps): Promise<void> {
  const { terraform, provider, cliConfigFile, mirror, userEnvironment, lockFile, signal } = props;
  const { address, type, version } = provider;
  await mkdir(mirror, { recursive: true });
  const staging = await mkdtemp(`${mirror}.incoming-`);
  try {
    await writeFile(
      join(staging, "main.tf.json"),
      JSON.stringify({
        terraform: { required_providers: { [type]: { source: address, version } } },
      }),
    );
    const environment = {
      ...networkEnvironment(userEnvironment),
      TF_CLI_CONFIG_FILE: cliConfigFile,
    };
    const block = lockFile === undefined ? undefined : lockBlock(lockFile, provider);
    const lock = block === undefined ? undefined : { text: block, isComplete: false };
    await new Terraform({ binary: terraform, folder: staging, environment, signal }).init({ lock });
    if (lock !== undefined) {
      // A lock file that was made elsewhere may know the zip alone, and the mirror keeps it unpacked.
      const found = await readFile(join(staging, lockFileName), "utf8");
      const file = hashesFile(mirror, provider, terraform.platform);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, packageHashes(found).join("\n"));
    }

    const folder = packageFolder(provider, terraform.platform);
    const kept = join(mirror, folder);
    await mkdir(dirname(kept), { recursive: true });
    // Terraform links to an unpacked mirror. Such a link may be left from one that is gone by now.
    if (!existsSync(kept)) await rm(kept, { force: true });
    try {
      await rename(join(staging, ".terraform", "providers", folder), kept);
    } catch (error) {
      if (!existsSync(kept)) throw error;
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The `h1:` hashes of a package that {@link acquireProvider} has held to a lock file. */
export function learnedHashes(
  mirror: string,
  provider: RequiredProvider,
  platform: string,
): readonly string[] {
  const file = hashesFile(mirror, provider, platform);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((hash) => /^h1:[A-Za-z0-9+/=]+$/.test(hash));
}

/** Beside the mirror: in it, Terraform would take it for a package. */
function hashesFile(mirror: string, provider: RequiredProvider, platform: string): string {
  return join(`${mirror}-hashes`, packageFolder(provider, platform));
}

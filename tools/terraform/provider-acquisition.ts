import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type RequiredProvider, packageFolder } from "./required-provider";
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
  const { terraform, provider, cliConfigFile, mirror, userEnvironment, signal } = props;
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
    await new Terraform({ binary: terraform, folder: staging, environment, signal }).init();

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

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** A provider at the one version that a stack is pinned to. */
export interface RequiredProvider {
  /** The full source address, e.g. `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  /** The last part of the address, e.g. `aws`. */
  readonly type: string;
  readonly version: string;
}

const synthesizedStack = z.object({
  terraform: z.object({
    required_providers: z.record(z.string(), z.object({ source: z.string(), version: z.string() })),
  }),
});

const exactVersion = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/**
 * Reads which providers a synthesized stack needs from its `cdk.tf.json`.
 * @param defaultHost The registry of a source that names none.
 * @throws If the folder holds no synthesized stack, or a version is a range instead of a pin.
 */
export async function requiredProviders(
  stackFolder: string,
  defaultHost: string,
): Promise<RequiredProvider[]> {
  const file = join(stackFolder, "cdk.tf.json");
  const stack = synthesizedStack.parse(JSON.parse(await readFile(file, "utf8")));
  return Object.values(stack.terraform.required_providers).map(({ source, version }) => {
    if (!exactVersion.test(version)) {
      throw new Error(`${file}: provider ${source} has version "${version}"; pin an exact one.`);
    }
    return requiredProvider(source, version, defaultHost);
  });
}

/**
 * Completes a source address: `aws` is `hashicorp/aws` is `registry.terraform.io/hashicorp/aws`.
 * https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
 */
export function requiredProvider(
  source: string,
  version: string,
  defaultHost: string,
): RequiredProvider {
  const parts = source.split("/");
  const type = parts.pop() ?? source;
  const namespace = parts.pop() ?? "hashicorp";
  const host = parts.pop() ?? defaultHost;
  return { address: `${host}/${namespace}/${type}`, type, version };
}

/** Where a mirror holds a provider unpacked, relative to the mirror. */
export function packageFolder(provider: RequiredProvider, platform: string): string {
  return join(...provider.address.split("/"), provider.version, platform);
}

/** Where a mirror holds a provider as it was downloaded, relative to the mirror. */
export function packageFile(provider: RequiredProvider, platform: string): string {
  const { address, type, version } = provider;
  return join(...address.split("/"), `terraform-provider-${type}_${version}_${platform}.zip`);
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A mirror, and the providers (by address) that are taken from it. */
export interface MirrorUse {
  readonly path: string;
  readonly addresses: readonly string[];
}

/** How the configurations begin that a run writes, and a shell may have from `.local/env`. */
const ownHeader = "# Written by Gatehouse for one run.";

/**
 * Terraform's CLI configuration for a run: each provider comes from the one mirror it was found in.
 * Without `exclude`, Terraform would ask the registry as well, since it merges all methods.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export function cliConfig(mirrors: readonly MirrorUse[]): string {
  const methods = mirrors.map(
    ({ path, addresses }) =>
      `  filesystem_mirror {\n    path    = ${quote(path)}\n    include = ${list(addresses)}\n  }\n`,
  );
  const mirrored = mirrors.flatMap(({ addresses }) => addresses);
  methods.push(`  direct {\n    exclude = ${list(mirrored)}\n  }\n`);
  return `${ownHeader}\nprovider_installation {\n${methods.join("")}}\n`;
}

/** A CLI configuration under which Terraform asks the registry alone, and no folder. */
export const registryOnlyConfig = "provider_installation {\n  direct {}\n}\n";

function list(strings: readonly string[]): string {
  return `[${strings.map(quote).join(", ")}]`;
}

/** The CLI configuration is HCL 1: strings escape as JSON's do, and `${` is nothing special. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/**
 * The user's own CLI configuration, if it says how providers are installed. One that does not makes
 * no difference here; neither does `TF_CLI_CONFIG_FILE` naming a file that is not there, or one that
 * another run has written: the stand-in that may be in it is not to be taken for the real provider.
 */
export function userInstallationConfig(
  userEnvironment: NodeJS.ProcessEnv,
  home: string,
  operatingSystem: NodeJS.Platform,
): string | undefined {
  const named = userEnvironment["TF_CLI_CONFIG_FILE"] ?? "";
  const standard =
    operatingSystem === "win32"
      ? join(userEnvironment["APPDATA"] ?? join(home, "AppData", "Roaming"), "terraform.rc")
      : join(home, ".terraformrc");
  const file = named === "" ? standard : named;
  if (!existsSync(file)) return undefined;
  const config = readFileSync(file, "utf8");
  if (config.startsWith(ownHeader)) return undefined;
  return /^\s*provider_installation\b/m.test(config) ? file : undefined;
}

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { type RequiredProvider, packageFolder } from "../required-provider";

/**
 * Puts the stand-in for hashicorp/archive into a mirror folder, as the package of `provider` for
 * `platform`: a shell script that runs one bundled file with the Node.js of this process, so that it
 * starts in an eighth of a second (Terraform starts each provider several times a command).
 *
 * Terraform has to run with `TF_DISABLE_PLUGIN_TLS=1`, since the stand-in has no certificate.
 * @throws On Windows, where Terraform cannot start a script as a provider.
 */
export async function installOfflineArchive(
  mirror: string,
  provider: RequiredProvider,
  platform: string,
): Promise<void> {
  if (platform.startsWith("windows_")) {
    throw new Error(
      `${provider.address} ${provider.version} has no offline stand-in on Windows. ` +
        "Connect to the Internet once, or run in WSL.",
    );
  }
  const folder = join(mirror, packageFolder(provider, platform));
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      entryPoints: [join(__dirname, "main.ts")],
      outfile: join(folder, "provider.cjs"),
      bundle: true,
      platform: "node",
      target: "node20",
      minify: true,
      logLevel: "silent",
    }),
    ...["tfplugin6.proto", "go-plugin.proto"].map((file) =>
      copyFile(join(__dirname, file), join(folder, file)),
    ),
    writeFile(
      join(folder, `terraform-provider-${provider.type}_v${provider.version}_x5`),
      `#!/bin/sh\nexec ${shellQuote(process.execPath)} "$(dirname "$0")/provider.cjs"\n`,
      { mode: 0o755 },
    ),
  ]);
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { type RequiredProvider, packageFolder } from "../required-provider";

/**
 * Puts the stand-in for hashicorp/archive into a mirror folder, as the package of `provider` for
 * `platform`: a shell script that runs one bundled file with the Node.js of this process, so that it
 * starts in an eighth of a second (Terraform starts each provider several times a command).
 *
 * Bundled once, that file is kept.
 *
 * Terraform has to run with `TF_DISABLE_PLUGIN_TLS=1`, since the stand-in has no certificate.
 * @param kept a folder for it, made if missing.
 * @throws On Windows, where Terraform cannot start a script as a provider.
 */
export async function installOfflineArchive(
  mirror: string,
  provider: RequiredProvider,
  platform: string,
  kept: string,
): Promise<void> {
  if (platform.startsWith("windows_")) {
    throw new Error(
      `${provider.address} ${provider.version} has no offline stand-in on Windows. ` +
        "Connect to the Internet once, or run in WSL.",
    );
  }
  const folder = join(mirror, packageFolder(provider, platform));
  await mkdir(folder, { recursive: true });
  const program = await bundled(kept);
  await Promise.all([
    copyFile(program, join(folder, "provider.cjs")),
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

/** The stand-in as one file, by what it is made of: these files, and packages that npm's lock file names. */
async function bundled(kept: string): Promise<string> {
  const files = (await readdir(__dirname)).sort().map((name) => join(__dirname, name));
  const hash = createHash("sha256");
  for (const file of [...files, join(__dirname, "../../../package-lock.json")]) {
    hash.update(await readFile(file));
  }
  const program = join(kept, `offline-archive-${hash.digest("hex").slice(0, 16)}.cjs`);
  if (existsSync(program)) return program;
  const draft = `${program}.${process.pid}`;
  await build({
    entryPoints: [join(__dirname, "main.ts")],
    outfile: draft,
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    logLevel: "silent",
  });
  // In one step: another run may be looking for it.
  await rename(draft, program);
  return program;
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

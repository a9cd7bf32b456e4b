import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { projectFolder } from "../project/project";
import { synthesize } from "../project/synthesis";
import { lockFileName } from "../terraform/provider-lock";
import { type RequiredProvider, requiredProviders } from "../terraform/required-provider";
import { Terraform } from "../terraform/terraform";
import { findTerraform } from "../terraform/terraform-binary";
import { networkEnvironment } from "../terraform/terraform-environment";

/** Where people and workflows run Terraform. */
const platforms = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"];

const header =
  "# The packages of the providers that plans and deployments use: h1 is the package as it is unpacked, zh\n" +
  "# the zip for each platform as the registry's signed list has it. `npm run lock -- --providers` writes it.\n";

/**
 * Writes the project's `.terraform.lock.hcl`: the checksums of each provider's packages, asked of the
 * registry itself and held against its signature. No mirror is asked.
 *
 * @throws {@link TerraformError} where the registry cannot be reached.
 * @see https://developer.hashicorp.com/terraform/cli/commands/providers/lock
 */
export async function lockProviders(folder: string, signal: AbortSignal): Promise<void> {
  const binary = await findTerraform(process.env);
  const output = path.join(folder, "cdktf.out");
  await synthesize(output, signal);
  const required = new Map<string, RequiredProvider>();
  for (const stack of await readdir(path.join(output, "stacks"))) {
    for (const provider of await requiredProviders(
      path.join(output, "stacks", stack),
      binary.registryHost,
    )) {
      required.set(provider.address, provider);
    }
  }
  const staging = path.join(folder, "providers");
  await mkdir(staging);
  const providers = [...required.values()].map(
    ({ type, address, version }) => [type, { source: address, version }] as const,
  );
  await writeFile(
    path.join(staging, "main.tf.json"),
    JSON.stringify({ terraform: { required_providers: Object.fromEntries(providers) } }),
  );
  const environment = networkEnvironment(process.env);
  await new Terraform({ binary, folder: staging, environment, signal }).lockProviders(platforms);
  const [, blocks = ""] =
    /^(?:#[^\n]*\n|\n)*([^]*)$/.exec(await readFile(path.join(staging, lockFileName), "utf8")) ??
    [];
  await writeFile(path.join(projectFolder, lockFileName), `${header}\n${blocks}`);
  process.stdout.write(`${lockFileName} names ${[...required.keys()].join(" and ")}.\n`);
}

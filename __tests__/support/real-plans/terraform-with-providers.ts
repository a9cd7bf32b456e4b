import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { localFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProvider } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform, type TerraformBinary } from "../../../tools/terraform/terraform-binary";

/** Terraform for a folder, with what it needs in its environment beside its providers. */
export type TerraformIn = (
  folder: string,
  environment: Readonly<Record<string, string>>,
) => Terraform;

/** The providers that recorded plans are made with. */
export const recordedProviders = { aws: "5.100.0", archive: "2.7.1" } as const;

/** A provider that nobody knows: the AWS provider under another name. */
const stranger = "acme/aws";

/** Gets Terraform and the providers of recorded plans ready. */
export async function terraformWithProviders(runFolder: string): Promise<TerraformIn> {
  const binary = await findTerraform(process.env);
  const { environment } = await prepareProviders({
    terraform: binary,
    required: Object.entries(recordedProviders).map(([name, version]) =>
      requiredProvider(`hashicorp/${name}`, version, binary.registryHost),
    ),
    projectMirror: path.join(localFolder, "providers"),
    runFolder,
    userEnvironment: process.env,
  });
  await addStranger(binary, environment["TF_CLI_CONFIG_FILE"] ?? "", runFolder);
  return (folder, more) =>
    new Terraform({ binary, folder, environment: { ...environment, ...more } });
}

async function addStranger(
  { registryHost, platform }: TerraformBinary,
  configFile: string,
  runFolder: string,
): Promise<void> {
  const config = await readFile(configFile, "utf8");
  const mirror = path.join(runFolder, "stranger");
  const { aws: version } = recordedProviders;
  const file = `terraform-provider-aws_v${version}_x5`;
  const [, source = ""] =
    /path\s+= "([^"]+)"\s+include = \[[^\]]*hashicorp\/aws"/.exec(config) ?? [];
  const folder = path.join(mirror, registryHost, stranger, version, platform);
  await mkdir(folder, { recursive: true });
  await symlink(
    path.join(source, registryHost, "hashicorp/aws", version, platform, file),
    path.join(folder, file),
  );
  const address = JSON.stringify(`${registryHost}/${stranger}`);
  await writeFile(
    configFile,
    config
      .replace(
        "provider_installation {\n",
        `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n    include = [${address}]\n  }\n`,
      )
      .replace("exclude = [", `exclude = [${address}, `),
  );
}

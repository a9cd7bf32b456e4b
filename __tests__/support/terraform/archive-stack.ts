import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliConfig } from "../../../tools/terraform/cli-config";
import { installOfflineArchive } from "../../../tools/terraform/offline-archive/install";
import { requiredProvider } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";

/** The archive provider that the project pins. */
export const archiveProvider = requiredProvider(
  "hashicorp/archive",
  "2.7.1",
  "registry.terraform.io",
);

/** A small stack, in cdktf's own form, that needs no provider but the offline stand-in. */
export interface ArchiveStackProps {
  /** Made if missing; holds the stack, the stand-in and the temporary files of Terraform. */
  readonly folder: string;
  /** Arguments of `data.archive_file.<name>`, by name. */
  readonly archives?: Readonly<Record<string, object>>;
  /** Other top-level blocks, e.g. `output`. */
  readonly blocks?: object;
  /** The kind and arguments of a state backend; without one, state is a file in the folder. */
  readonly backend?: object;
  /** Added to what the stand-in needs, and over it. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/** Writes the stack and returns Terraform for it, not initialized yet. */
export async function archiveStack(props: ArchiveStackProps): Promise<Terraform> {
  const { folder, archives, blocks, backend, environment, signal, onLine } = props;
  const binary = await findTerraform(process.env);
  const mirror = join(folder, "mirror");
  const temporary = join(folder, "tmp");
  const cliConfigFile = join(folder, "terraform.rc");
  mkdirSync(temporary, { recursive: true });
  await installOfflineArchive(mirror, archiveProvider, binary.platform, join(folder, "kept"));
  writeFileSync(cliConfigFile, cliConfig([{ path: mirror, addresses: [archiveProvider.address] }]));
  writeFileSync(
    join(folder, "cdk.tf.json"),
    JSON.stringify({
      terraform: {
        required_providers: { archive: { source: "archive", version: "2.7.1" } },
        ...(backend !== undefined && { backend }),
      },
      ...(archives !== undefined && { data: { archive_file: archives } }),
      ...blocks,
    }),
  );
  return new Terraform({
    binary,
    folder,
    environment: {
      TF_CLI_CONFIG_FILE: cliConfigFile,
      TF_DISABLE_PLUGIN_TLS: "1",
      TMPDIR: temporary,
      ...environment,
    },
    signal,
    onLine,
  });
}

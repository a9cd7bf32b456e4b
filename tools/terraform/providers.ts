import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { cliConfig } from "./cli-config";
import { installOfflineArchive } from "./offline-archive/install";
import { mirrorVariable } from "./provider-mirror";
import { ProviderSearch, type ProviderSearchProps } from "./provider-search";
import { learnedHashes } from "./provider-acquisition";
import { type ProviderLock, providerLock } from "./provider-lock";
import type { RequiredProvider } from "./required-provider";

/** What is needed to have a run's providers ready. */
export interface ProvidersProps extends ProviderSearchProps {
  readonly required: readonly RequiredProvider[];
  /** The project's lock file, as text. Default: whatever packages are found are taken. */
  readonly lockFile?: string | undefined;
  /** Whether the offline stand-in may take the place of hashicorp/archive. Default: true. */
  readonly allowsStandIn?: boolean | undefined;
}

/** Providers that are ready to be installed by `terraform init`. */
export interface Providers {
  /** What Terraform needs in its environment to install and to start them. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the user should be told, a sentence or two each. */
  readonly notices: readonly string[];
  /** What the packages have to be, where there is a lock file to hold them to. */
  readonly lock: ProviderLock | undefined;
}

/**
 * Finds each required provider (see {@link ProviderSearch}) and writes the CLI configuration that
 * makes Terraform take it from there into `runFolder`, a folder of this run's own. When
 * hashicorp/archive is nowhere to be had, an offline stand-in is put there, and a notice says so.
 * @throws If another provider is nowhere to be had, or `GATEHOUSE_PROVIDER_MIRROR` names no mirror;
 * the signal's reason when aborted.
 */
export async function prepareProviders(props: ProvidersProps): Promise<Providers> {
  const { terraform, required } = props;
  // Terraform runs in folders of its own, where a relative path would mean another one.
  const runFolder = resolve(props.runFolder);
  const projectMirror = resolve(props.projectMirror);
  await mkdir(runFolder, { recursive: true });
  const search = new ProviderSearch({ ...props, runFolder, projectMirror });
  const offlineMirror = join(runFolder, "offline-providers");
  const addresses = new Map<string, string[]>();
  const notices: string[] = [];
  const standIns = new Set<RequiredProvider>();

  for (const provider of required) {
    const result = await search.find(provider);
    if (result.mirror === undefined) {
      const { searched, refusal } = result;
      if (!hasStandIn(provider) || props.allowsStandIn === false)
        throw new Error(nowhereToBeHad(provider, searched, refusal));
      standIns.add(provider);
      await installOfflineArchive(
        offlineMirror,
        provider,
        terraform.platform,
        `${projectMirror}-stand-ins`,
      );
      notices.push(
        `the offline archive provider stands in for hashicorp/archive ${provider.version}, which is in ` +
          `no mirror and could not be had from the registry. Real deployments use the real one.`,
      );
    }
    const mirror = result.mirror ?? offlineMirror;
    addresses.set(mirror, [...(addresses.get(mirror) ?? []), provider.address]);
  }

  const cliConfigFile = join(runFolder, "terraform.rc");
  const mirrors = Array.from(addresses, ([path, taken]) => ({ path, addresses: taken }));
  await writeFile(cliConfigFile, cliConfig(mirrors));
  return {
    environment: {
      TF_CLI_CONFIG_FILE: cliConfigFile,
      // The stand-in has no certificate; all providers talk over sockets that are the user's alone.
      ...(addresses.has(offlineMirror) && { TF_DISABLE_PLUGIN_TLS: "1" }),
    },
    notices,
    lock:
      props.lockFile === undefined
        ? undefined
        : providerLock(props.lockFile, required, {
            standsIn: (provider) => standIns.has(provider),
            learned: (provider) => learnedHashes(projectMirror, provider, terraform.platform),
          }),
  };
}

function hasStandIn(provider: RequiredProvider): boolean {
  return provider.address.endsWith("/hashicorp/archive");
}

function nowhereToBeHad(
  { address, version, type }: RequiredProvider,
  searched: string,
  refusal: string,
): string {
  return (
    `Terraform's provider "${type}" is nowhere to be had. ${searched} ${refusal} ` +
    `Connect to the Internet once; or, with a connected machine, let "terraform providers mirror" ` +
    `fill a folder with ${address} ${version}, and name that folder in ${mirrorVariable}.`
  );
}

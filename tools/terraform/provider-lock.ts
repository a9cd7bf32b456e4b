import { type RequiredProvider, requiredProvider } from "./required-provider";

/** Terraform's own name for it. */
export const lockFileName = ".terraform.lock.hcl";

/** What a stack's providers have to be. */
export interface ProviderLock {
  /** The text of the stack's lock file. */
  readonly text: string;
  /** Whether it has all of the stack's providers: then Terraform may not add any other. */
  readonly isComplete: boolean;
}

/** What is known of packages beside the lock file. */
export interface KnownPackages {
  /** Whether a stand-in serves for a provider, which no lock file knows. On a local AWS only. */
  readonly standsIn: (provider: RequiredProvider) => boolean;
  /** The `h1:` hashes of packages that were held to the lock file when they were downloaded. */
  readonly learned: (provider: RequiredProvider) => readonly string[];
}

/**
 * The part of a project's lock file that is about a stack's providers. Terraform refuses one that names
 * more or fewer.
 *
 * @throws Error when the file does not have one of them at the version that the stack is pinned to.
 * @see https://developer.hashicorp.com/terraform/language/files/dependency-lock
 */
export function providerLock(
  lockFile: string,
  required: readonly RequiredProvider[],
  { standsIn, learned }: KnownPackages,
): ProviderLock {
  const wanted = required.filter((provider) => !standsIn(provider));
  const blocks = wanted.map((provider) => ({ provider, text: lockBlock(lockFile, provider) }));
  const missing = blocks.filter(({ text }) => text === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ provider: { address, version } }) => `${address} ${version}`);
    throw new Error(
      `${lockFileName} does not say what these providers have to be: ${names.join(", ")}.\n` +
        "Where the registry can be reached, run `npm run lock -- --providers`, look at the difference, and commit the file.",
    );
  }
  const text = blocks.map(({ provider, text: block = "" }) =>
    block.replace(/^ {2}\]$/m, [...learned(provider).map(quoted), "  ]"].join("\n")),
  );
  return { text: text.join("\n"), isComplete: wanted.length === required.length };
}

/** Every provider that a lock file names, at its version. */
export function lockedProviders(lockFile: string, defaultHost: string): RequiredProvider[] {
  return blocksOf(lockFile).map(({ address, version }) =>
    requiredProvider(address, version, defaultHost),
  );
}

/** The block about a provider at its version, if there is one. */
export function lockBlock(
  lockFile: string,
  { address, version }: RequiredProvider,
): string | undefined {
  return blocksOf(lockFile).find((block) => block.address === address && block.version === version)
    ?.text;
}

function blocksOf(lockFile: string) {
  const blocks = lockFile.matchAll(/^provider "([^"]+)" \{\n(?:[^}\n]*\n)*\}\n/gm);
  return Array.from(blocks, ([text, address = ""]) => ({
    text,
    address,
    version: /^ {2}version += "([^"]+)"$/m.exec(text)?.[1] ?? "",
  }));
}

/** The `h1:` hashes in a lock file or a block of one. */
export function packageHashes(lockFile: string): readonly string[] {
  return [...lockFile.matchAll(/^ +"(h1:[A-Za-z0-9+/=]+)",$/gm)].map(([, hash = ""]) => hash);
}

function quoted(hash: string): string {
  return `    "${hash}",`;
}

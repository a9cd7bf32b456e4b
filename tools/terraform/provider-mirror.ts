import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { type RequiredProvider, packageFile, packageFolder } from "./required-provider";

/** The variable that names folders with providers, like a PATH. */
export const mirrorVariable = "GATEHOUSE_PROVIDER_MIRROR";

/**
 * The folders that `GATEHOUSE_PROVIDER_MIRROR` names.
 * @throws If one of them is not a provider mirror: it has no folder named like the registry.
 */
export function namedMirrors(userEnvironment: NodeJS.ProcessEnv, registryHost: string): string[] {
  const paths = (userEnvironment[mirrorVariable] ?? "").split(delimiter).filter(Boolean);
  return paths.map((path) => {
    const mirror = resolve(path);
    if (!isFolder(join(mirror, registryHost))) {
      throw new Error(
        `${mirrorVariable} names ${mirror}, which is no provider mirror: it has no folder ` +
          `"${registryHost}". Name the folder that holds that one, e.g. one that ` +
          '"terraform providers mirror" has filled.',
      );
    }
    return mirror;
  });
}

/**
 * The folders in which Terraform itself looks when it is not configured.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export function impliedMirrors(
  userEnvironment: NodeJS.ProcessEnv,
  home: string,
  operatingSystem: NodeJS.Platform,
): string[] {
  const folder = (name: string, fallback: string) => {
    const value = userEnvironment[name];
    return value === undefined || value === "" ? fallback : value;
  };
  if (operatingSystem === "win32") {
    const appData = folder("APPDATA", join(home, "AppData", "Roaming"));
    return [
      join(appData, "terraform.d", "plugins"),
      join(appData, "HashiCorp", "Terraform", "plugins"),
    ];
  }
  const own = join(home, ".terraform.d", "plugins");
  if (operatingSystem === "darwin") {
    const support = join("Library", "Application Support", "io.terraform", "plugins");
    return [own, join(home, support), join("/", support)];
  }
  const dataHome = folder("XDG_DATA_HOME", join(home, ".local", "share"));
  const dataFolders = folder("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":");
  return [own, ...[dataHome, ...dataFolders].map((data) => join(data, "terraform", "plugins"))];
}

/** Folders of which a child is commonly a provider mirror: machine images put one there. */
export function mirrorParents(home: string): string[] {
  return ["/opt", "/srv", "/usr/local/share", "/usr/local/lib", home];
}

/** The children of `parents` that hold a folder named like the registry. */
export function conventionalMirrors(parents: readonly string[], registryHost: string): string[] {
  return parents
    .flatMap((parent) => childFolders(parent).map((child) => join(parent, child)))
    .filter((folder) => isFolder(join(folder, registryHost)));
}

/** How a mirror holds a provider: ready to run, or as the zip that was downloaded. */
export type Holding = "unpacked" | "packed";

/** Whether, and how, Terraform would find `provider` in `mirror`. */
export function holding(
  mirror: string,
  provider: RequiredProvider,
  platform: string,
): Holding | undefined {
  // Terraform follows links at both ends of the path to a provider, but not in between.
  const providerFolder = join(...provider.address.split("/"));
  if (!isReachedWithoutLinks(mirror, providerFolder)) return undefined;
  if (
    isReachedWithoutLinks(mirror, join(providerFolder, provider.version)) &&
    isFolder(join(mirror, packageFolder(provider, platform)))
  ) {
    return "unpacked";
  }
  return isFile(join(mirror, packageFile(provider, platform))) ? "packed" : undefined;
}

function isReachedWithoutLinks(base: string, path: string): boolean {
  try {
    return realpathSync(join(base, path)) === join(realpathSync(base), path);
  } catch {
    return false;
  }
}

function childFolders(folder: string): string[] {
  let children: Dirent[];
  try {
    children = readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Not there, or not for this user to read: either way no mirror.
  }
  return children.filter((child) => !child.isFile()).map((child) => child.name);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

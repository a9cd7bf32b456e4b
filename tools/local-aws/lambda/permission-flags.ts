/** What the code of a function may do with files. */
export interface Permissions {
  /** Folders, by their real paths, with all that is in them. */
  readonly read: readonly string[];
  /** The same, to write and to read. */
  readonly write: readonly string[];
}

/**
 * The flags with which a Node.js runs a program that reaches the files of a few folders, and
 * starts no processes, threads and native addons. What belongs to the developer is out of reach: keys in the
 * home, and in /proc the environment of every other process of theirs.
 *
 * @param version of that Node.js: `22.14.0`.
 * @see https://nodejs.org/api/permissions.html#permission-model
 */
export function permissionFlags({ read, write }: Permissions, version: string): readonly string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isStable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  return [
    isStable ? "--permission" : "--experimental-permission",
    // Its warning would be in the log of every function.
    ...(isStable ? [] : ["--disable-warning=ExperimentalWarning"]),
    // Node.js 25 and later keep the network back, too.
    ...(major >= 25 ? ["--allow-net"] : []),
    ...[...read, ...write].map((folder) => `--allow-fs-read=${folder}/*`),
    ...write.map((folder) => `--allow-fs-write=${folder}/*`),
  ];
}

/** What the code of a function may do with files. */
export interface Permissions {
  /** Folders, by their real paths, with all that is in them. */
  readonly read: readonly string[];
  /** The same, to write and to read. */
  readonly write: readonly string[];
}

/**
 * The flags with which this Node.js runs a program that reaches the files of a few folders, and
 * starts no processes, threads and native addons. What belongs to the developer is out of reach: keys in the
 * home, and in /proc the environment of every other process of theirs.
 *
 * @see https://nodejs.org/api/permissions.html#permission-model
 */
export function permissionFlags({ read, write }: Permissions): readonly string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const isStable = known.has("--permission");
  return [
    isStable ? "--permission" : "--experimental-permission",
    // Its warning would be in the log of every function.
    ...(!isStable && known.has("--disable-warning")
      ? ["--disable-warning=ExperimentalWarning"]
      : []),
    // Node.js 25 and later keep the network back, too.
    ...(known.has("--allow-net") ? ["--allow-net"] : []),
    ...[...read, ...write].map((folder) => `--allow-fs-read=${folder}/*`),
    ...write.map((folder) => `--allow-fs-write=${folder}/*`),
  ];
}

import { type Stats, lstatSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, posix } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { minimatch } from "minimatch";

/** One file of an archive. */
export interface ArchiveEntry {
  /** Path inside the archive, with `/`. */
  readonly name: string;
  readonly content: Uint8Array;
  /** Unix permission bits; `undefined` for content that was never a file. */
  readonly mode: number | undefined;
}

/** Which files of a folder stay out of its archive. */
export interface FolderSelection {
  /** Paths or glob patterns (`*`, `**`, `?`, `[a-z]`, `{a,b}`), relative to the folder, with `/`. */
  readonly excludes: readonly string[];
  readonly excludeSymlinkDirectories: boolean;
}

/**
 * Go's zero time squeezed into the 16 bits of a zip's date, which is what the real provider writes.
 * Built from local parts, since fflate writes local parts: the bytes are the same in every zone.
 */
const zeroedModificationTime = new Date(2049, 0, 1);

const unixRegularFile = 0o100000;
const dosReadOnly = 0x01;
const ownerMayWrite = 0o200;
const madeOnUnix = 3;

/**
 * Reads one file; its archive path is its name without folders.
 * @throws If it does not exist or is no file.
 */
export function fileEntry(path: string): ArchiveEntry {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new Error(`could not archive missing file: ${path}`);
  return { name: basename(path), content: readFileSync(path), mode: permissions(status) };
}

/**
 * Reads a folder's files, in the order of their names, each folder in turn. Links to files and
 * folders are followed; folders get no entries of their own.
 * @throws If the folder does not exist, or nothing of it is left to archive.
 */
export function folderEntries(folder: string, selection: FolderSelection): ArchiveEntry[] {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) throw new Error(`could not archive missing directory: ${folder}`);
  if (!status.isDirectory()) {
    throw new Error(`could not archive directory that is a file: ${folder}`);
  }
  const entries = [...walk(realpathSync(folder), "", selection)];
  if (entries.length === 0) {
    throw new Error("archive has not been created as it would be empty");
  }
  return entries;
}

function* walk(
  folder: string,
  archivePath: string,
  selection: FolderSelection,
): Generator<ArchiveEntry> {
  for (const child of readdirSync(folder).sort()) {
    const path = join(folder, child);
    const name = posix.join(archivePath, child);
    if (isExcluded(name, selection.excludes)) continue;

    const link = lstatSync(path).isSymbolicLink();
    const target = link ? realpathSync(path) : path;
    const status = statSync(target);
    if (!status.isDirectory()) {
      yield { name, content: readFileSync(target), mode: permissions(status) };
    } else if (link && selection.excludeSymlinkDirectories) {
      // The real provider leaves out what follows the link in the same folder, too; a package that
      // is whole here must not lose files on AWS.
      // https://github.com/hashicorp/terraform-provider-archive/issues/361
      return;
    } else {
      yield* walk(target, name, selection);
    }
  }
}

function isExcluded(name: string, excludes: readonly string[]): boolean {
  return excludes.some((pattern) =>
    minimatch(name, pattern, { dot: true, nocomment: true, noext: true, nonegate: true }),
  );
}

/**
 * Packs entries as they stand. Equal entries give equal bytes, wherever and whenever they are packed.
 * @param fileMode Permission bits for every entry that has a mode; `undefined` keeps its own.
 */
export function zip(entries: readonly ArchiveEntry[], fileMode: number | undefined): Uint8Array {
  const files: Zippable = {};
  for (const { name, content, mode } of entries) {
    files[name] = [
      content,
      mode === undefined
        ? { mtime: zeroedModificationTime }
        : {
            mtime: zeroedModificationTime,
            os: madeOnUnix,
            attrs: externalAttributes(fileMode ?? mode),
          },
    ];
  }
  return zipSync(files);
}

/** Unix mode in the upper half, DOS attributes in the lower: what zip calls external attributes. */
function externalAttributes(mode: number): number {
  const readOnly = (mode & ownerMayWrite) === 0 ? dosReadOnly : 0;
  return (((unixRegularFile | mode) << 16) | readOnly) >>> 0;
}

function permissions(status: Stats): number {
  return status.mode & 0o777;
}

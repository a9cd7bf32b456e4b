import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** What a folder holds: paths with `/` between their parts, sorted. */
export interface FolderFiles {
  readonly files: readonly string[];
  /** Links, sockets and whatever else is neither file nor folder. */
  readonly others: readonly string[];
}

/** Lists all files below a folder, hidden ones included. Links are not followed. */
export async function filesIn(folder: string): Promise<FolderFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = (wanted: (entry: (typeof entries)[number]) => boolean) =>
    entries
      .filter(wanted)
      .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
      .map((file) => file.split(path.sep).join("/"))
      .sort();
  return {
    files: paths((entry) => entry.isFile()),
    others: paths((entry) => !entry.isFile() && !entry.isDirectory()),
  };
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** SHA-256 of each file below a folder, by path. */
export async function checksumsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const { files } = await filesIn(folder);
  const checksums: [string, string][] = [];
  for (const file of files) checksums.push([file, await sha256Of(path.join(folder, file))]);
  return Object.fromEntries(checksums);
}

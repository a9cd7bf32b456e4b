import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";

/** Bytes. An artifact has a few megabytes at most: a manifest, and reports. */
const maxUnpackedBytes = 128 * 1024 * 1024;
/** Files; an artifact has five. */
const maxFiles = 100;

/**
 * Unpacks a zip into a folder. A zip that comes from elsewhere may name files outside of the folder,
 * or unpack to more than a disk holds: then nothing is written.
 *
 * @throws Error when it is no zip, or is not to be trusted.
 */
export async function unpack(zip: Uint8Array, folder: string): Promise<void> {
  const names = new Set<string>();
  let bytes = 0;
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(zip, {
      // Called with what the zip's directory says, before anything of it is unpacked.
      filter: ({ name, originalSize }) => {
        if (name.endsWith("/") && isInside(name.slice(0, -1))) return false;
        // On some systems two names that differ in case are one file.
        const one = name.normalize("NFC").toLowerCase();
        if (!isInside(name) || names.has(one)) throw new UntrustedZip(`it names ${quoted(name)}`);
        names.add(one);
        if (names.size > maxFiles) throw new UntrustedZip("it has more than 100 files");
        bytes += originalSize;
        if (bytes > maxUnpackedBytes) throw new UntrustedZip("it unpacks to more than 128 MB");
        return true;
      },
    });
    const both = [...names].find((name) => foldersOf(name).some((folder) => names.has(folder)));
    if (both !== undefined) throw new UntrustedZip(`it has a file in a file: ${quoted(both)}`);
  } catch (error) {
    if (error instanceof UntrustedZip) {
      throw new Error(`The artifact is not unpacked: ${error.message}. No plan looks like that.`, {
        cause: error,
      });
    }
    throw new Error("The artifact is no zip, or not all of it has arrived. Run this again.", {
      cause: error,
    });
  }
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    // For this user alone, as an artifact that was planned here.
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, content, { flag: "wx", mode: 0o600 });
  }
}

/** `a` and `a/b` of `a/b/c`. */
function foldersOf(name: string): readonly string[] {
  const parts = name.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

class UntrustedZip extends Error {}

/** A relative path with `/` between its parts, none of which leads elsewhere on any system. */
function isInside(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- those are the ones that no file name should have
  if (name === "" || /[\\:\u0000-\u001f]/.test(name)) return false;
  return name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}

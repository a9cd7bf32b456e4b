import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";

/** Folders with the unpacked code of functions, one for each zip, made when first needed. */
export class UnpackedCode {
  private root: Promise<string> | undefined;
  private readonly folders = new Map<string, Promise<string>>();

  /**
   * The folder with the contents of a zip. All environments of a function share it.
   *
   * @param key what tells this zip from others, e.g. its hash.
   * @throws Error when it is no zip, or names files outside of itself.
   */
  folderOf(key: string, zip: Buffer): Promise<string> {
    const folder = this.folders.get(key) ?? this.unpack(zip);
    this.folders.set(key, folder);
    return folder;
  }

  /** A new folder that one environment may write into. */
  async temporaryFolder(): Promise<string> {
    return mkdtemp(path.join(await this.rootFolder(), "tmp-"));
  }

  /** Removes all folders. */
  async remove(): Promise<void> {
    const root = await this.root?.catch(() => undefined);
    this.folders.clear();
    this.root = undefined;
    if (root !== undefined) await rm(root, { recursive: true, force: true });
  }

  private async unpack(zip: Buffer): Promise<string> {
    const folder = await mkdtemp(path.join(await this.rootFolder(), "task-"));
    for (const [name, content] of Object.entries(unzipSync(zip))) {
      const file = path.join(folder, name);
      if (!file.startsWith(folder + path.sep)) {
        throw new Error(`The function's zip has a file outside of itself: ${name}`);
      }
      // A folder is an entry, too, with a slash at its end.
      if (name.endsWith("/")) continue;
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    return folder;
  }

  /** By its real path, which is what a function's permissions are for. Others cannot look in (0700). */
  private rootFolder(): Promise<string> {
    this.root ??= realpath(tmpdir()).then((temporary) =>
      mkdtemp(path.join(temporary, "gatehouse-functions-")),
    );
    return this.root;
  }
}

import { open, rename, rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { type Lock, lockFile, lockText, readLock } from "./lock";
import { LockError } from "./lock-error";

/** How often, 100 ms apart, a run looks whether another one is through with its write. */
const attempts = 100;

/**
 * Changes `gatehouse.lock.json`: reads it, writes the change beside it and puts that in its place in
 * one step. Two runs at once write one after the other; one that is killed leaves the lock as it was.
 *
 * @param change of what is in the file now. What it throws leaves the file as it is.
 * @returns whether there was something to write.
 * @throws {@link LockError} as {@link readLock} does, or when another run does not come to an end.
 */
export async function updateLock(
  change: (lock: Lock) => Lock,
  file: string = lockFile,
): Promise<boolean> {
  const next = `${file}.new`;
  const handle = await openNew(next);
  let written = false;
  try {
    const before = readLock(file);
    const text = lockText(change(before));
    // Of its values, not of its bytes: a file that was formatted otherwise says the same.
    if (text === lockText(before)) return false;
    await handle.writeFile(text);
    await handle.sync();
    await rename(next, file);
    written = true;
    return true;
  } finally {
    await handle.close();
    // After the rename a file of that name would be another run's.
    if (!written) await rm(next, { force: true });
  }
}

/** The file that only one of two runs can make. */
async function openNew(file: string) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await open(file, "wx");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (attempt < attempts) await setTimeout(100);
      else {
        throw new LockError(
          "Another `npm run lock` is at work, or was killed in the middle.\n" +
            `If none is running: rm ${file}`,
        );
      }
    }
  }
}

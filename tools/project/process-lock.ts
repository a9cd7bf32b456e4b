import { readFileSync } from "node:fs";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Makes this process the only one that holds a file. One that was killed holds it no more.
 *
 * @param explain what to say when another process holds it, given its id.
 * @returns lets go of it.
 * @throws Error when another process holds it.
 */
export async function holdFile(
  file: string,
  explain: (processId: number) => string | Promise<string>,
): Promise<() => Promise<void>> {
  // Beside the lock there are keys and states: for this user alone.
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      await linkNew(file, String(process.pid));
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => "0"));
    if (holder > 0 && isRunning(holder)) throw new Error(await explain(holder));
    await rm(file, { force: true });
  }
}

/** Makes a file with its content at once, so that nobody finds it empty. Throws EEXIST if it is there. */
async function linkNew(file: string, content: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content);
  try {
    await link(draft, file);
  } finally {
    await rm(draft);
  }
}

/** Whether a process of this id runs, ours or not. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !isZombie(processId);
}

/** In a container whose first process does not reap, one that was killed stays listed. Linux only. */
function isZombie(processId: number): boolean {
  try {
    return /^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${processId}/stat`, "utf8"));
  } catch {
    return false;
  }
}

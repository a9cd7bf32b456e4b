import { readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../../project/process-lock";

/** When to say that there is somebody to wait for. */
const silentMilliseconds = 2000;
/** How long an interrupted Terraform is given: AWS may keep it waiting for a bucket or a key. */
const patienceMilliseconds = 10 * 60_000;
const pauseMilliseconds = 200;

/**
 * Waits until a Terraform that has outlived its command has saved its state and ended.
 *
 * @param processFile has its id for as long as it runs; nobody has one that was killed.
 * @throws Error when that takes longer than AWS lets anything take; the signal's reason when aborted.
 */
export async function untilEnded(
  processFile: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  const started = Date.now();
  let isSaid = false;
  for (;;) {
    const processId = Number(await readFile(processFile, "utf8").catch(() => ""));
    if (!(processId > 0 && isRunning(processId))) break;
    const waited = Date.now() - started;
    if (waited > patienceMilliseconds) {
      throw new Error(
        `Terraform of an earlier bootstrap (process ${processId}) has not ended for ten minutes.\n` +
          `Look what it is at. If that process is something else, delete ${processFile}.`,
      );
    }
    if (!isSaid && waited >= silentMilliseconds) {
      say(`Waiting for Terraform of an earlier run (process ${processId}) to save its state …`);
      isSaid = true;
    }
    await sleep(pauseMilliseconds, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  }
  await rm(processFile, { force: true });
}

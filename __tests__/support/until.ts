import { setTimeout as sleep } from "node:timers/promises";

const pollMilliseconds = 20;
const attempts = 1000;

/** Waits until something is so. @throws If it is not after 20 seconds, so that no test hangs. */
export async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (condition()) return;
    await sleep(pollMilliseconds);
  }
  throw new Error(`Waited in vain until ${String(condition)}`);
}

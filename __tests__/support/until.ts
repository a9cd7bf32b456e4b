import { setTimeout as sleep } from "node:timers/promises";

const pollMilliseconds = 20;

/** Waits until something is so. @throws If it is not after `seconds`, so that no test hangs. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  seconds = 50,
): Promise<void> {
  for (let waited = 0; waited < seconds * 1000; waited += pollMilliseconds) {
    if (await condition()) return;
    await sleep(pollMilliseconds);
  }
  throw new Error(`Waited in vain until ${String(condition)}`);
}

import { afterAll, beforeAll } from "@jest/globals";

const minutes = 60_000;

/**
 * Starts something before the tests of a file and stops it after them. Call once, outside of tests.
 *
 * The limits leave room for a busy machine. A start that fails or comes too late for its limit is
 * stopped all the same: Jest does not end while a process of a test runs.
 *
 * @param use is given what has been started.
 */
export function duringTests<Started extends { stop(): Promise<void> }>(
  start: () => Promise<Started>,
  use: (started: Started) => void,
): void {
  let starting: Promise<Started | undefined> = Promise.resolve(undefined);
  beforeAll(async () => {
    const started = start();
    starting = started.catch(() => undefined);
    use(await started);
  }, 5 * minutes);
  afterAll(async () => {
    await (await starting)?.stop();
  }, minutes);
}

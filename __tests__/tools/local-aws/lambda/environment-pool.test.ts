import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import {
  EnvironmentPool,
  type PooledEnvironment,
} from "../../../../tools/local-aws/lambda/environment-pool";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** An environment without a process. */
function environment(): PooledEnvironment & { isKilled(): boolean } {
  let isUsable = true;
  const fake = {
    initialized: Promise.resolve(),
    get isUsable() {
      return isUsable;
    },
    kill() {
      isUsable = false;
      return Promise.resolve();
    },
  };
  return {
    environment: fake as unknown as PooledEnvironment["environment"],
    logStreamName: "stream",
    isKilled: () => !isUsable,
  };
}

const use = () => Promise.resolve();

test("an environment that nobody needs any more ends, one that is needed stays", async () => {
  const pool = new EnvironmentPool(1000);
  const [needed, other] = [environment(), environment()];
  await pool.lend("needed", "1", () => Promise.resolve(needed), use);
  await pool.lend("other", "1", () => Promise.resolve(other), use);
  const never = () => Promise.reject(new Error("A warm environment was there."));

  for (let second = 0; second < 3; second += 1) {
    await jest.advanceTimersByTimeAsync(600);
    await pool.lend("needed", "1", never, use);
  }

  expect([needed.isKilled(), other.isKilled()]).toEqual([false, true]);
});

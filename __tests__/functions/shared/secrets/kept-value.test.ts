import { expect, test } from "@jest/globals";
import { kept } from "../../../../functions/shared/secrets/kept-value";

const { signal } = new AbortController();

test("a value is read once in five minutes, and then anew", async () => {
  let reads = 0;
  let now = 0;
  const value = kept(
    () => Promise.resolve(`value ${(reads += 1)}`),
    () => now,
  );
  expect([await value(signal), await value(signal)]).toEqual(["value 1", "value 1"]);
  now += 5 * 60_000;
  expect(await value(signal)).toBe("value 2");
});

test("a failure is not kept", async () => {
  const answers = [Promise.reject(new Error("throttled")), Promise.resolve("value")];
  const value = kept(() => answers.shift() ?? Promise.resolve("asked again"));
  await expect(value(signal)).rejects.toThrow("throttled");
  expect(await value(signal)).toBe("value");
});

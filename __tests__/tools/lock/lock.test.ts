import { expect, test } from "@jest/globals";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Lock, lockText, parseLock, readLock } from "../../../tools/lock/lock";
import { updateLock } from "../../../tools/lock/write-lock";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

test.each([
  [
    "in the middle of a merge",
    "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n",
    /middle of a merge/,
  ],
  ["cut off", '{"version":1,', /is not JSON/],
  ["of a later Gatehouse", '{"version":2,"environments":{}}', /has version 2/],
  ["of another shape", '{"version":1,"environments":[]}', /environments: .*/],
  ["with a setting that nobody knows", '{"version":1,"environments":{},"x":1}', /cannot be used/],
])("a lock that is %s is refused in words", (_title, text, message) => {
  expect(() => parseLock(text)).toThrow(message);
});

test("a lock that is missing is refused, since nothing would be compared", () => {
  const file = path.join(temporaryFolder(), "gatehouse.lock.json");
  expect(() => readLock(file)).toThrow(/is missing.*\n.*git checkout/);
});

test("what is written is read back, sorted, whatever the order it came in", () => {
  const environment = { accountId: "1", region: "eu-west-1", stacks: {} };
  const lock: Lock = { version: 1, environments: { prod: environment, dev: environment } };
  expect(parseLock(lockText(lock)).environments).toEqual(lock.environments);
  expect(lockText(lock).indexOf('"dev"')).toBeLessThan(lockText(lock).indexOf('"prod"'));
});

test("many runs at once each add theirs, and none undoes another's", async () => {
  const file = path.join(temporaryFolder(), "gatehouse.lock.json");
  writeFileSync(file, '{"version":1,"environments":{}}');
  const names = ["dev", "staging", "prod", "load"];
  const environment = { accountId: "1", region: "eu-west-1", stacks: {} };
  const add = (name: string) =>
    updateLock(
      (lock) => ({ ...lock, environments: { ...lock.environments, [name]: environment } }),
      file,
    );
  expect(await Promise.all(names.map(add))).toEqual(names.map(() => true));
  expect(Object.keys(readLock(file).environments).sort()).toEqual([...names].sort());
  expect(await add("dev")).toBe(false);
});

test("a run that fails leaves the lock as it is, and the next one can write", async () => {
  const file = path.join(temporaryFolder(), "gatehouse.lock.json");
  const text = '{"version":1,"environments":{}}';
  writeFileSync(file, text);
  const refuse = () => {
    throw new Error("refused");
  };
  await expect(updateLock(refuse, file)).rejects.toThrow("refused");
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(await updateLock((lock) => lock, file)).toBe(false);
});

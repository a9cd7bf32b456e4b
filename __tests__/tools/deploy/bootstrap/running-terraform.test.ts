import { expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { untilEnded } from "../../../../tools/deploy/bootstrap/running-terraform";
import { readStateFile } from "../../../../tools/deploy/bootstrap/state-file";
import { temporaryFolders } from "../../../support/temporary-folder";
import { until } from "../../../support/until";

const temporaryFolder = temporaryFolders();
const interruptible = path.join(__dirname, "../../../../tools/process/interruptible.mjs");

/** Saves for three seconds once it is interrupted, as Terraform does. */
const slow = "trap 'sleep 3; exit 0' INT; while :; do sleep 0.1; done";

async function outlived(file: string) {
  // Its standard input is a pipe of ours: it ends when we do, however that is.
  const child = spawn(process.execPath, [interruptible, file, "bash", "-c", slow], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  await until(() => existsSync(file) && readFileSync(file, "utf8") !== "", 30);
  return child;
}

test("a run waits, and after two seconds says so, until what a killed one has left at work has saved", async () => {
  const file = path.join(temporaryFolder(), "terraform");
  const child = await outlived(file);
  const processId = readFileSync(file, "utf8");
  child.stdin.destroy();
  const said: string[] = [];
  const started = Date.now();
  await untilEnded(file, { say: (line) => said.push(line), signal: new AbortController().signal });
  expect(Date.now() - started).toBeGreaterThan(2000);
  expect(said).toEqual([expect.stringContaining(`earlier run (process ${processId})`)]);
  expect(existsSync(file)).toBe(false);
}, 60_000);

test("nobody waits for one that was killed itself, and Ctrl-C ends the waiting", async () => {
  const file = path.join(temporaryFolder(), "terraform");
  const child = await outlived(file);
  const interrupted = new AbortController();
  const waiting = untilEnded(file, { say: () => undefined, signal: interrupted.signal });
  interrupted.abort(new Error("Ctrl-C"));
  await expect(waiting).rejects.toThrow("Ctrl-C");

  const terraform = Number(readFileSync(file, "utf8"));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  process.kill(terraform, "SIGKILL");
  await ended;
  expect(existsSync(file)).toBe(true);
  await untilEnded(file, { say: () => undefined, signal: new AbortController().signal });
  expect(existsSync(file)).toBe(false);
}, 60_000);

test("an empty state is none: Terraform makes the file to lock it, before it has anything to write", async () => {
  const file = path.join(temporaryFolder(), "state.tfstate");
  writeFileSync(file, "");
  expect(await readStateFile(file)).toBeUndefined();
  writeFileSync(file, '{"lineage":');
  await expect(readStateFile(file)).rejects.toThrow("is no state of Terraform's");
});

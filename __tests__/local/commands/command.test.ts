import { expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolders } from "../../support/temporary-folder";
import { until } from "../../support/until";

const temporaryFolder = temporaryFolders();
const command = path.join(__dirname, "..", "..", "..", "local", "commands", "command.ts");

/** A command that works until it is interrupted, and takes its time to tidy up. */
const script = `
import { runCommand } from ${JSON.stringify(command)};
import { setTimeout as sleep } from "node:timers/promises";
void runCommand(async (signal) => {
  console.log("up");
  await sleep(60_000, undefined, { signal }).catch(() => undefined);
  console.log("tidying up");
  await sleep(1_000);
  console.log("tidied up");
  signal.throwIfAborted();
});
`;

function start() {
  const file = path.join(temporaryFolder(), "command.mts");
  writeFileSync(file, script);
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    cwd: path.dirname(path.dirname(path.dirname(command))),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const started = { child, output: "" };
  child.stdout.on("data", (data: Buffer) => (started.output += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { started, ended };
}

test("one Ctrl-C, which npm passes on a second time, lets the command tidy up", async () => {
  const { started, ended } = start();
  await until(() => started.output.includes("up"));
  started.child.kill("SIGINT");
  await until(() => started.output.includes("tidying up"));
  started.child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(started.output).toContain("tidied up");
}, 60_000);

import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();
const project = path.resolve(__dirname, "..", "..", "..");
const command = path.join(project, "tools", "console", "command.ts");

/** Interrupts a command that takes a while to tidy up: twice, with so much time in between. */
function interruptedTwice(millisecondsBetween: number) {
  const file = path.join(temporaryFolder(), "interrupted.mts");
  writeFileSync(
    file,
    `import { setTimeout as sleep } from "node:timers/promises";
    import { runCommand } from ${JSON.stringify(command)};
    void runCommand(async (signal) => {
      process.emit("SIGINT");
      if (${millisecondsBetween} === 0) process.emit("SIGINT");
      else setTimeout(() => process.emit("SIGINT"), ${millisecondsBetween});
      await sleep(2_000);
      console.log("tidied up");
      signal.throwIfAborted();
    });`,
  );
  const { status, stdout } = spawnSync(process.execPath, ["--import", "tsx", file], {
    cwd: project,
    encoding: "utf8",
  });
  return { status, stdout };
}

test("one Ctrl-C, which npm passes on a second time, lets a command tidy up", () => {
  expect(interruptedTwice(0)).toEqual({ status: 130, stdout: "tidied up\n" });
});

test("a second Ctrl-C does not wait for that", () => {
  expect(interruptedTwice(800)).toEqual({ status: 130, stdout: "" });
});

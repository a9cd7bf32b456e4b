// Runs a program (its arguments follow) that has to finish what it is at: Terraform, which saves its
// state and releases its lock after an interrupt. Plain JavaScript without imports of packages, so
// that it starts at once.
//
// Standard input is a pipe from our parent that nobody ever writes to: it ends when the parent dies,
// even by SIGKILL. The program is interrupted then, and what it still says is read to the end: a
// program that writes into a broken pipe would be ended by that, in the middle of saving.
//
// The first argument is a file that has the program's id for as long as the program runs, or empty.
//
//   SIGTERM  interrupts the program, once: Terraform takes a second interrupt for "at once"
//   SIGHUP   ends it by force
import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";

const [processFile, command, ...args] = process.argv.slice(2);
const program = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
if (processFile !== "" && program.pid !== undefined) {
  writeFileSync(processFile, String(program.pid));
  process.once("exit", () => rmSync(processFile, { force: true }));
}

let interrupted = false;
function interrupt() {
  if (!interrupted) program.kill("SIGINT");
  interrupted = true;
}

for (const [from, to] of [
  [program.stdout, process.stdout],
  [program.stderr, process.stderr],
]) {
  to.on("error", () => from.resume());
  from.pipe(to);
}
process.stdin.on("close", interrupt).resume();
process.on("SIGTERM", interrupt);
process.on("SIGHUP", () => program.kill("SIGKILL"));

// As a shell says it: there is no such program, or it cannot be run.
program.once("error", (error) => process.exit(error.code === "ENOENT" ? 127 : 126));
program.once("close", (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  process.stdin.destroy();
});

import { Command } from "commander";
import { expectAccountOf } from "../deploy/aws-account";
import { stackTarget } from "../deploy/stack-target";
import { describeLock, findLock, releaseLock } from "../deploy/state/state-lock";
import { runCommand } from "../console/command";

const command = new Command("npm run unlock --")
  .description(
    "Shows who holds the lock of a stack's state: since when, and for what. With the\n" +
      "lock's id it releases it. Do so only when its process is dead: whoever is still\n" +
      "at work would then write over what others do.",
  )
  .argument("<stack>", "its name, such as auth-dev")
  .option("--id <id>", "release the lock that has this id, and no other")
  .option("--json", "print one JSON document on standard output, and nothing else there")
  .addHelpText(
    "after",
    "\nExit codes: 0 the lock was shown or released, or there is none; 1 it was not\n" +
      "released; 130 interrupted.",
  )
  .showHelpAfterError()
  .parse();

const { id, json = false } = command.opts<{ id?: string; json?: boolean }>();

void runCommand(async (signal) => {
  const { stack, part, environment } = await stackTarget(command.args[0] ?? "");
  const { state } = environment;
  if (state.backend !== "s3") {
    const text =
      `The state of ${stack} is a file on this computer. The operating system keeps its lock, and lets go of\n` +
      "it with the process that holds it: there is nothing to release.\n";
    print({ stack, lock: null, released: false }, text);
    return;
  }
  await expectAccountOf(environment, signal);
  const found = await findLock(environment, part, signal);
  if (found === undefined) {
    print({ stack, lock: null, released: false }, `Nobody holds the lock of ${stack}.\n`);
    return;
  }
  const { info: lock } = found;
  if (id === undefined) {
    const text =
      `${describeLock(lock, stack)}\n\nIf that process is dead, release its lock:\n` +
      `  npm run unlock -- ${stack} --id ${lock.id}\n`;
    print({ stack, lock, released: false }, text);
    return;
  }
  if (id !== lock.id) {
    throw new Error(
      `${id} is not the lock of ${stack}. Nothing was released.\n${describeLock(lock, stack)}`,
    );
  }
  await releaseLock(state, part, found, signal);
  const text =
    `Released the lock ${id} of ${stack}, which was held by ${lock.who}.\n` +
    `Before you deploy, see what it has left: npm run plan -- ${stack}\n`;
  print({ stack, lock, released: true }, text);
});

function print(document: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : text);
}

import { Command, Option } from "commander";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Environment } from "../../configuration";
import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { compose } from "../composition/compose";
import { compareWithLock, linesOf, type LockComparison } from "../lock/comparison";
import { forget } from "../lock/forget";
import { type Lock, lockText, readLock } from "../lock/lock";
import { lockRefusal } from "../lock/lock-error";
import { updateLock } from "../lock/write-lock";
import { inRunFolder } from "../project/run-folder";
import { lockProviders } from "../deploy/lock-providers";
import { runCommand } from "../console/command";

const command = new Command("npm run lock --")
  .description(
    "Writes to gatehouse.lock.json what cannot change any more without losing users:\n" +
      "of each environment on AWS its account, Region and state, and of whatever holds\n" +
      "users the address and the settings that are for good. It only ever adds; what\n" +
      "would change is refused, here as by `npm run synth`. Commit the file.",
  )
  .argument("[environments...]", "their names in environments.ts (default: all on AWS)")
  .addOption(
    new Option(
      "--check",
      "write nothing; exit code 1 if there is something to write. Without names: for\n" +
        "environments that are locked already",
    ).conflicts("forget"),
  )
  .option(
    "--forget <what>",
    "take out an environment, `dev`, or a resource, `dev:<address>`, that is gone for good:\n" +
      "refused while `protection` is on and it is still in the configuration",
  )
  .addOption(
    new Option(
      "--providers",
      "write .terraform.lock.hcl instead: what the packages of Terraform's providers have to\n" +
        "be, on Linux and macOS, as the registry has signed them. It has to be reachable",
    ).conflicts(["check", "forget"]),
  )
  .addHelpText(
    "after",
    "\nExit codes: 0 the lock is up to date; 1 refused, or --check has found something.",
  )
  .showHelpAfterError()
  .parse();

const options = command.opts<{
  readonly check?: boolean;
  readonly forget?: string;
  readonly providers?: boolean;
}>();

void runCommand(async (signal) => {
  if (options.providers === true) {
    await inRunFolder((folder) => lockProviders(folder, signal));
    return;
  }
  // Before anything that takes time: a malformed lock is for a person to mend.
  readLock();
  // `App` makes the folder that it would synthesize to, and nothing is synthesized here.
  const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-lock-"));
  try {
    const { environments: stacks } = compose(folder);
    const environments = stacks.map(({ environment }) => environment);
    const names = chosen(environments);
    if (options.forget !== undefined) await forgetIt(options.forget, environments, stacks);
    else if (options.check === true) check(names, stacks);
    else await write(names, stacks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** @returns the environments named; `undefined` for all. */
function chosen(environments: readonly Environment[]): readonly string[] | undefined {
  const onAws = environments.filter(({ platform }) => platform === "aws");
  const known = onAws.map(({ environment }) => environment);
  const unknown = command.args.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `environments.ts has no environment ${unknown.join(", ")} on AWS. There are: ${known.join(", ")}.`,
    );
  }
  return command.args.length > 0 ? command.args : undefined;
}

function compared(lock: Lock, stacks: readonly EnvironmentStacks[]): LockComparison {
  const comparison = compareWithLock(lock, stacks);
  if (comparison.problems.length > 0) throw lockRefusal(comparison.problems, []);
  return comparison;
}

/** The lock with what the environments named have now. Nothing of it was refused, so it only adds. */
function updated(lock: Lock, { current }: LockComparison, names: readonly string[]): Lock {
  const taken = names.flatMap((name) => {
    const now = current[name];
    return now === undefined ? [] : [[name, now] as const];
  });
  return { ...lock, environments: { ...lock.environments, ...Object.fromEntries(taken) } };
}

/** What an update adds, for whoever commits it. */
function report(comparison: LockComparison, names: readonly string[]): readonly string[] {
  const { unlocked, current, additions, moves } = comparison;
  return names.flatMap((name) => {
    if (unlocked.includes(name)) {
      const stacks = Object.values(current[name]?.stacks ?? {});
      const count = stacks.flatMap(({ resources }) => Object.keys(resources)).length;
      return [`${name} · locked, with ${count} resources that hold users or their data`];
    }
    return linesOf({ [name]: [...(additions[name] ?? []), ...(moves[name] ?? [])] });
  });
}

function check(named: readonly string[] | undefined, stacks: readonly EnvironmentStacks[]): void {
  const lock = readLock();
  const comparison = compared(lock, stacks);
  const names = named ?? Object.keys(lock.environments);
  if (lockText(updated(lock, comparison, names)) === lockText(lock)) {
    process.stdout.write("gatehouse.lock.json is up to date.\n");
    return;
  }
  const lines = report(comparison, names).map((line) => `  ${line}\n`);
  throw new Error(
    `gatehouse.lock.json is not up to date. Run \`npm run lock\` and commit the file.\n${lines.join("")}`.trimEnd(),
  );
}

async function write(
  named: readonly string[] | undefined,
  stacks: readonly EnvironmentStacks[],
): Promise<void> {
  let lines: readonly string[] = [];
  const isWritten = await updateLock((lock) => {
    const comparison = compared(lock, stacks);
    const names = named ?? Object.keys(comparison.current);
    lines = report(comparison, names);
    return updated(lock, comparison, names);
  });
  if (!isWritten) process.stdout.write("gatehouse.lock.json has all of it already.\n");
  else {
    const added = lines.map((line) => `  ${line}\n`).join("");
    process.stdout.write(`Written to gatehouse.lock.json. Commit it.\n${added}`);
  }
}

async function forgetIt(
  what: string,
  environments: readonly Environment[],
  stacks: readonly EnvironmentStacks[],
): Promise<void> {
  await updateLock((lock) => {
    const { current } = compareWithLock(lock, stacks);
    return forget(lock, what, { environments, current });
  });
  process.stdout.write(`gatehouse.lock.json no longer has ${what}. Commit it.\n`);
}

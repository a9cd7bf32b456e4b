import { Command, Option } from "commander";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Environment } from "../../configuration";
import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { compose } from "../composition/compose";
import { isOnLoopback } from "../deploy/prepare-stack";
import { statesThere } from "../deploy/state/deployed";
import { compareWithLock, linesOf, type LockComparison } from "../lock/comparison";
import { forget } from "../lock/forget";
import { type Lock, lockText, readLock } from "../lock/lock";
import { lockRefusal } from "../lock/lock-error";
import { placeholdersOf } from "../lock/placeholders";
import { updateLock } from "../lock/write-lock";
import { inRunFolder } from "../project/run-folder";
import { lockProviders } from "../deploy/lock-providers";
import { runCommand } from "../console/command";
import { unknownName } from "../deploy/unknown-name";

const command = new Command("npm run lock --")
  .description(
    "Writes to gatehouse.lock.json what cannot change any more without losing users:\n" +
      "of each environment on AWS its account, Region and state, and of whatever holds\n" +
      "users the address and the settings that are for good. It only ever adds; what\n" +
      "would change is refused, here as by `npm run synth`. Commit the file.",
  )
  .argument(
    "[environments...]",
    "their names in environments.ts (default: those that are locked already)",
  )
  .addOption(
    new Option("--check", "write nothing; exit code 1 if there is something to write").conflicts(
      "forget",
    ),
  )
  .option(
    "--forget <what>",
    "take out an environment, `dev`, or a resource, `dev:<address>`, that is gone for good:\n" +
      "refused while `protection` is on and its state says that it is deployed",
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
    if (options.forget !== undefined) await forgetIt(options.forget, environments, stacks, signal);
    else if (options.check === true) check(names, stacks);
    else await write(names, environments, stacks);
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
    const missing = `environments.ts has no environment ${unknown.join(", ")} on AWS`;
    throw new Error(unknownName(missing, unknown.join(", "), known));
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

/** What is to be locked: without names, what is locked already and may have got more. */
function toWrite(
  named: readonly string[] | undefined,
  environments: readonly Environment[],
): readonly string[] {
  const onAws = environments.filter(({ platform }) => platform === "aws");
  const locked = Object.keys(readLock().environments);
  const names = named ?? onAws.map((one) => one.environment).filter((one) => locked.includes(one));
  if (names.length === 0 && locked.length === 0) {
    const known = onAws.map(({ environment }) => environment);
    throw new Error(
      `Nothing is locked yet. Name the environments that you are going to deploy: npm run lock -- ${known[0] ?? "<environment>"}\n` +
        `On AWS there are: ${known.join(", ") || "none"}.`,
    );
  }
  const isLocalAws = isOnLoopback(process.env["AWS_ENDPOINT_URL"]);
  const open = onAws
    .filter(({ environment }) => names.includes(environment))
    .flatMap((one) =>
      placeholdersOf(one, isLocalAws).map((what) => `  ${one.environment} · ${what}`),
    );
  if (open.length > 0) {
    throw new Error(
      "environments.ts still has examples in place of your own. Nothing was written.\n" +
        `${open.join("\n")}\n` +
        "Put in your account and your bucket first: the lock keeps them for good.",
    );
  }
  return names;
}

async function write(
  named: readonly string[] | undefined,
  environments: readonly Environment[],
  stacks: readonly EnvironmentStacks[],
): Promise<void> {
  const names = toWrite(named, environments);
  let lines: readonly string[] = [];
  const isWritten = await updateLock((lock) => {
    const comparison = compared(lock, stacks);
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
  signal: AbortSignal,
): Promise<void> {
  const [name = ""] = what.split(":");
  const locked = readLock().environments[name];
  const isProtected = environments.some(
    ({ environment, protection }) => environment === name && protection.enabled,
  );
  // Only where forgetting could lose something is there a reason to ask AWS.
  const states =
    locked !== undefined && isProtected && !what.includes(":")
      ? await statesThere(locked, signal)
      : [];
  await updateLock((lock) => {
    const { current } = compareWithLock(lock, stacks);
    return forget(lock, what, { environments, current, states });
  });
  process.stdout.write(`gatehouse.lock.json no longer has ${what}. Commit it.\n`);
}

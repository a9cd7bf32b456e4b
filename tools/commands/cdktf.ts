import { spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import path from "node:path";
import {
  explainLocks,
  namedStacks,
  prepareDeployment,
  type StackCommand,
} from "../deploy/deployment";
import { stacksNamed } from "../deploy/cdktf-arguments";
import { projectFolder } from "../project/project";
import { inRunFolder } from "../project/run-folder";
import { runCommand } from "../console/command";
import { garbageCollection } from "../terraform/terraform-environment";

/*
 * `npm run synth`, `deploy`, `diff` and `destroy`: cdktf itself, with the arguments as they are.
 * Before it begins, what the named stacks need is looked for; after it has failed, who holds a lock.
 */

const [command = "", ...args] = process.argv.slice(2);

void runCommand(async (signal) => {
  const isHelp = args.includes("--help") || args.includes("-h");
  const names = isHelp ? [] : stacksNamed(command, args);
  if (!isHelp) expectAnswers();
  const stacks = await namedStacks(names);
  if (!isStackCommand(command) || stacks.length === 0) {
    process.exitCode = await runCdktf([command, ...args]);
    return;
  }
  await inRunFolder(async (folder) => {
    const added = await prepareDeployment(command, stacks, folder, signal);
    const exitCode = await runCdktf([command, ...args, ...added.args], added.environment);
    process.exitCode = exitCode;
    if (exitCode === 0) return;
    // Interrupted or not, whoever has left a lock behind should hear of it.
    const locks = await explainLocks(stacks, new AbortController().signal);
    if (locks !== "") process.stderr.write(`\n${locks}\n`);
  });
});

/** cdktf asks whether to go on once it has planned, which takes minutes, and then fails without a terminal. */
function expectAnswers(): void {
  if (command !== "deploy" && command !== "destroy") return;
  const isApproved = args.some((arg) => /^--auto-?[aA]pprove(=true)?$/.test(arg));
  if (isApproved || process.stdin.isTTY) return;
  throw new Error(
    `Without a terminal nobody can approve what \`npm run ${command}\` would do. Add --auto-approve: \`npm run ${command} -- ${[...args, "--auto-approve"].join(" ")}\`.`,
  );
}

function isStackCommand(name: string): name is StackCommand {
  return ["deploy", "diff", "destroy"].includes(name);
}

/** cdktf makes this folder at home, and ends in a stack trace where it may not. */
function canKeepProviders(): boolean {
  if (process.env["TF_PLUGIN_CACHE_DIR"] !== undefined) return true;
  // Looked at, not tried: Node.js does not come to an end where it is to make folders below /proc.
  const folders = [".terraform.d/plugin-cache", ".terraform.d", ""].map((each) =>
    path.join(homedir(), each),
  );
  const there = folders.find((folder) => existsSync(folder));
  if (there === undefined) return false;
  try {
    accessSync(there, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function runCdktf(
  cdktfArgs: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const cdktf = createRequire(__filename).resolve("cdktf-cli/bundle/bin/cdktf");
  const child = spawn(process.execPath, [cdktf, ...cdktfArgs], {
    cwd: projectFolder,
    // Neither cdktf nor Terraform needs to tell HashiCorp which versions are in use.
    env: {
      ...garbageCollection,
      CHECKPOINT_DISABLE: "1",
      ...(canKeepProviders() ? {} : { CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1" }),
      ...process.env,
      ...environment,
    },
    stdio: "inherit",
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A terminal sends Ctrl-C to cdktf as well, and Terraform takes the second one for "at once".
    process.on(name, () => {
      if (name === "SIGINT" && process.stdin.isTTY) return;
      // cdktf interrupts Terraform on the others; on this one it would die and take Terraform along.
      child.kill(name === "SIGHUP" ? "SIGTERM" : name);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (exitCode) => {
      resolve(exitCode ?? 1);
    });
  });
}

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { localEnvironments } from "../local-environment";
import { projectFolder } from "../project";
import { RunningLocal } from "../running-local";
import { runCommand } from "./command";

/*
 * `npm run synth`, `deploy`, `diff` and `destroy`: cdktf itself, with the arguments as they are. Only
 * for the stack on the local AWS is there something to add: where that AWS and its providers are.
 */

const [command = "", ...args] = process.argv.slice(2);

void runCommand(async () => {
  const stack = localStack();
  const local = stack === undefined ? undefined : await localAwsEnvironment(stack);
  // cdktf would ask the registry for checksums of every platform.
  const localArgs = local === undefined ? [] : ["--skip-provider-lock"];
  process.exitCode = await runCdktf([command, ...args, ...localArgs], local);
});

/** The stack on the local AWS that the command is about, if it is about one. */
function localStack(): string | undefined {
  const isHelp = args.includes("--help") || args.includes("-h");
  if (isHelp || command === "synth" || !args.some((arg) => arg.startsWith("auth-"))) return;
  return localEnvironments()
    .map(({ environment }) => `auth-${environment}`)
    .find((name) => args.includes(name));
}

/** What `npm run local` found out: where its AWS is, and where Terraform has its providers from. */
async function localAwsEnvironment(stack: string): Promise<Readonly<Record<string, string>>> {
  const environment = await RunningLocal.environment();
  if (environment !== undefined) return environment;
  throw new Error(
    `${stack} lives on the local AWS, which is not up.\n` +
      "Start it with `npm run local` in another terminal, then run this again.",
  );
}

function runCdktf(
  cdktfArgs: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const cdktf = createRequire(__filename).resolve("cdktf-cli/bundle/bin/cdktf");
  const child = spawn(process.execPath, [cdktf, ...cdktfArgs], {
    cwd: projectFolder,
    // Neither cdktf nor Terraform needs to tell HashiCorp which versions are in use.
    env: { CHECKPOINT_DISABLE: "1", ...process.env, ...environment },
    stdio: "inherit",
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A terminal sends Ctrl-C to cdktf as well, and Terraform takes the second one for "at once".
    process.on(name, () => {
      if (name !== "SIGINT" || !process.stdin.isTTY) child.kill(name);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (exitCode) => {
      resolve(exitCode ?? 1);
    });
  });
}

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { localEnvironment } from "../local-environment";
import { localFolder, projectFolder } from "../project";
import { RunningLocal } from "../running-local";
import { prepareProviders } from "../terraform/providers";
import { requiredProviders } from "../terraform/required-provider";
import { findTerraform } from "../terraform/terraform-binary";
import { synthesize } from "../synthesis";
import { runCommand } from "./command";

/*
 * `npm run synth`, `deploy`, `diff` and `destroy`: cdktf itself, with the arguments as they are. Only
 * for the stack on the local AWS is there something to add: where that AWS and its providers are.
 */

const [command = "", ...args] = process.argv.slice(2);

void runCommand(async (signal) => {
  const addition = wantsHelp() ? undefined : await forLocalStack(signal);
  process.exitCode = await runCdktf(
    [command, ...args, ...(addition?.args ?? [])],
    addition?.environment,
  );
});

function wantsHelp(): boolean {
  return args.includes("--help") || args.includes("-h");
}

interface Addition {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What cdktf has to know to reach the local AWS; `undefined` for every other stack. */
async function forLocalStack(signal: AbortSignal): Promise<Addition | undefined> {
  if (command === "synth" || !args.some((arg) => arg.startsWith("auth-"))) return undefined;
  const stack = `auth-${localEnvironment().environment}`;
  if (!args.includes(stack)) return undefined;
  const local = await RunningLocal.announced();
  if (local === undefined) {
    throw new Error(
      `${stack} lives on the local AWS, which is not up.\nStart it with \`npm run local\` in another terminal, then run this again.`,
    );
  }
  const outputFolder = path.join(projectFolder, "cdktf.out");
  await synthesize(outputFolder, signal);
  const terraform = await findTerraform(process.env);
  const stackFolder = path.join(outputFolder, "stacks", stack);
  const providers = await prepareProviders({
    terraform,
    required: await requiredProviders(stackFolder, terraform.registryHost),
    projectMirror: path.join(localFolder, "providers"),
    runFolder: path.join(localFolder, "terraform"),
    userEnvironment: process.env,
    signal,
  });
  return {
    // cdktf would ask the registry for checksums of every platform.
    args: ["--skip-provider-lock"],
    environment: {
      ...providers.environment,
      AWS_ENDPOINT_URL: local.endpoint,
      // cdktf's own plugin cache would copy what a mirror holds.
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    },
  };
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

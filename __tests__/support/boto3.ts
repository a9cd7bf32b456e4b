import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { findOrInstallMoto } from "../../tools/local-aws/moto-installation";

const run = promisify(execFile);

/**
 * Runs a Python script that uses boto3, which is there wherever moto is: moto is built on it.
 *
 * @returns what the script printed.
 */
export async function runBoto3(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { stdout } = await run(await pythonWithBoto3(), ["-c", script], {
    env: { ...process.env, ...environment },
  });
  return stdout;
}

async function pythonWithBoto3(): Promise<string> {
  const directory = path.join(process.cwd(), ".local", "venv");
  const moto = await findOrInstallMoto({ directory, searchPath: process.env["PATH"] ?? "" });
  // An environment of the project's own is a Python; a moto_server names its Python, or is a shim.
  if (path.basename(moto.command) === "python") return moto.command;
  const firstLine = (await readFile(moto.command, "utf8")).split("\n")[0] ?? "";
  const interpreter = /^#!(\/\S*python[\d.]*)$/.exec(firstLine)?.[1];
  return interpreter ?? "python3";
}

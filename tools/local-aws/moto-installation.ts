import { execFile } from "node:child_process";
import { access, constants, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The release of moto that the gateway's gap closers are written against. The `server` extra is
 * moto's own list of what `moto_server` imports
 * (https://docs.getmoto.org/en/latest/docs/server_mode.html).
 */
const MOTO_VERSION = "5.2.1";
const MOTO_REQUIREMENT = `moto[server]==${MOTO_VERSION}`;

/** A build folder this old belongs to nobody any more: an install takes minutes at most. */
const ABANDONED_AFTER_MILLISECONDS = 60 * 60 * 1000;

/** How to start moto's server: a program and its first arguments. */
export interface MotoCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Where to look for moto, and where to put it. */
export interface MotoInstallationOptions {
  /** The folder of the virtual environments, e.g. `.local/venv`; made when needed. */
  readonly directory: string;
  /** The search path for `moto_server` and `python3`. */
  readonly searchPath: string;
  /** Told what takes long, in one line for people. */
  readonly progress?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Finds `moto_server` on the search path, as it is; if there is none, in a virtual environment
 * that is made once, with moto pinned to the release this project is tested with.
 *
 * @throws Error when Python 3, its venv module or the package index cannot be had; the message
 *   names the cause and what to install.
 */
export async function findOrInstallMoto(options: MotoInstallationOptions): Promise<MotoCommand> {
  const onPath = await findOnPath("moto_server", options.searchPath);
  if (onPath !== undefined) return { command: onPath, args: [] };
  const installed = path.join(path.resolve(options.directory), `moto-${MOTO_VERSION}`);
  if (!(await exists(installed))) await install(installed, options);
  // Not bin/moto_server: its first line names the folder that it was built in.
  return { command: path.join(installed, "bin", "python"), args: ["-m", "moto.server"] };
}

/**
 * Builds beside the final place and renames at the end. So what stands there is complete: an
 * interrupted install leaves nothing that is taken for one, and of two at once the first wins.
 */
async function install(installed: string, options: MotoInstallationOptions): Promise<void> {
  const python = await findOnPath("python3", options.searchPath);
  if (python === undefined) {
    throw new Error(
      "The local AWS needs Python 3, and python3 is not on the PATH. Install Python 3.9 or newer " +
        "(https://www.python.org/downloads/), or put a moto_server on the PATH.",
    );
  }
  const parent = path.dirname(installed);
  await mkdir(parent, { recursive: true });
  await removeAbandonedBuilds(parent);
  const build = await mkdtemp(path.join(parent, ".building-"));
  try {
    options.progress?.(`Installing ${MOTO_REQUIREMENT} with ${python} (once)`);
    await makeVirtualEnvironment(python, build, options.signal);
    await installRequirement(build, options.signal);
    await rename(build, installed).catch(async (error: unknown) => {
      // ENOTEMPTY or EEXIST: another command was faster. Its environment is as good as ours.
      if (!(await exists(installed))) throw error;
    });
  } finally {
    await rm(build, { recursive: true, force: true });
  }
}

async function makeVirtualEnvironment(
  python: string,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await run(python, ["-m", "venv", directory], { ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(
      `The local AWS needs a Python virtual environment, and "${python} -m venv" failed:\n` +
        `${outputOf(error)}\n` +
        "On Debian and Ubuntu install the package python3-venv; elsewhere a Python 3.9 or newer " +
        "with its venv and ensurepip modules. Or put a moto_server on the PATH.",
      { cause: error },
    );
  }
}

async function installRequirement(
  directory: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const python = path.join(directory, "bin", "python");
  const args = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"];
  try {
    await run(python, [...args, MOTO_REQUIREMENT], {
      maxBuffer: 64 * 1024 * 1024,
      ...(signal && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(
      `pip could not install ${MOTO_REQUIREMENT}, which the local AWS runs on:\n` +
        `${outputOf(error)}\n` +
        "Check the network, or point pip at an index that has it (PIP_INDEX_URL), or install it " +
        `yourself so that moto_server is on the PATH (pipx install '${MOTO_REQUIREMENT}').`,
      { cause: error },
    );
  }
}

/** What is left of builds whose process was killed before it could clean up. */
async function removeAbandonedBuilds(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(".building-")) continue;
    const build = path.join(parent, name);
    const age = await stat(build).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > ABANDONED_AFTER_MILLISECONDS) await rm(build, { recursive: true, force: true });
  }
}

/** The last lines of a failed command's output, where pip and venv say what was wrong. */
function outputOf(error: unknown): string {
  const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
  const output = `${stdout ?? ""}${stderr ?? ""}`.trim() || message;
  return output
    .split("\n")
    .slice(-6)
    .map((line) => `  ${line}`)
    .join("\n");
}

async function findOnPath(program: string, searchPath: string): Promise<string | undefined> {
  for (const directory of searchPath.split(path.delimiter)) {
    if (directory === "") continue;
    const candidate = path.join(directory, program);
    if (await exists(candidate, constants.X_OK)) return candidate;
  }
  return undefined;
}

async function exists(file: string, mode = constants.F_OK): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}

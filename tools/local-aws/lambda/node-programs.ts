import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** A Node.js that functions run on. */
export interface NodeProgram {
  readonly file: string;
  /** `22.14.0`. */
  readonly version: string;
}

/** The Node.js that runs us. */
const ours: NodeProgram = { file: process.execPath, version: process.versions.node };

/** Names a Node.js that nobody would find. */
export const NODE_VARIABLE = "GATEHOUSE_FUNCTIONS_NODE";

/**
 * Finds a Node.js for a Lambda runtime: the one that {@link NODE_VARIABLE} names, ours, or the newest of
 * those that version managers have installed. Ours where none has the runtime's version.
 *
 * @param runtime `nodejs22.x`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export function nodeProgramFor(runtime: string, environment = process.env): NodeProgram {
  const [, major] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
  const isMatch = ({ version }: NodeProgram) => version.split(".")[0] === major;
  const named = environment[NODE_VARIABLE];
  if (named !== undefined) {
    const program = programAt(named);
    if (program !== undefined && isMatch(program)) return program;
  }
  if (major === undefined || isMatch(ours)) return ours;
  const newestFirst = installed(environment, major)
    .filter((file) => existsSync(file))
    .sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  for (const file of newestFirst) {
    const program = programAt(file);
    if (program !== undefined && isMatch(program)) return program;
  }
  return ours;
}

/** Where version managers put the programs of a major version. */
function installed(environment: NodeJS.ProcessEnv, major: string): readonly string[] {
  const home = environment["HOME"] ?? homedir();
  const at = (variable: string, ...otherwise: readonly string[]) =>
    environment[variable] ?? path.join(home, ...otherwise);
  const folders: readonly (readonly [string, string])[] = [
    [path.join(at("NVM_DIR", ".nvm"), "versions", "node"), "bin/node"],
    [path.join(at("FNM_DIR", ".local", "share", "fnm"), "node-versions"), "installation/bin/node"],
    [path.join(at("VOLTA_HOME", ".volta"), "tools", "image", "node"), "bin/node"],
    [path.join(at("ASDF_DATA_DIR", ".asdf"), "installs", "nodejs"), "bin/node"],
    [path.join(at("MISE_DATA_DIR", ".local", "share", "mise"), "installs", "node"), "bin/node"],
    [path.join(environment["N_PREFIX"] ?? "/usr/local", "n", "versions", "node"), "bin/node"],
  ];
  return [
    ...folders.flatMap(([folder, program]) =>
      namesIn(folder)
        .filter((name) => name.replace(/^v/, "").split(".")[0] === major)
        .map((name) => path.join(folder, name, program)),
    ),
    ...["/opt/homebrew", "/usr/local"].map((prefix) => `${prefix}/opt/node@${major}/bin/node`),
  ];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What a program says of itself; `undefined` where it is no Node.js, or cannot run here. */
function programAt(file: string): NodeProgram | undefined {
  try {
    const said = execFileSync(file, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [, version] = /^v(\d+\.\d+\.\d+)/.exec(said) ?? [];
    return version === undefined ? undefined : { file, version };
  } catch {
    return undefined;
  }
}

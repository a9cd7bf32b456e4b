import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { findOrInstallMoto } from "../../../tools/local-aws/moto-installation";
import { temporaryFolders } from "../../support/temporary-folder";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();

/** A search path with the given shell scripts and nothing else but the shell's own tools. */
function searchPathWith(programs: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(programs)) {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  return folder;
}

/** Stands for python3: `-m venv <folder>` makes a folder whose python is `pip`. */
function pythonWith(pip: string): string {
  return `[ "$2" = venv ] || exit 9
/bin/mkdir -p "$3/bin"
/bin/cat > "$3/bin/python" <<'END'
#!/bin/sh
${pip}
END
/bin/chmod +x "$3/bin/python"`;
}

describe("moto", () => {
  test("is taken from the PATH as it is", async () => {
    const searchPath = searchPathWith({ moto_server: "", python3: "exit 1" });
    const directory = path.join(temporaryFolder(), "venv");
    expect(await findOrInstallMoto({ directory, searchPath })).toEqual({
      command: path.join(searchPath, "moto_server"),
      args: [],
    });
    expect(existsSync(directory)).toBe(false);
  });

  test("is installed once, in the pinned release, and found again", async () => {
    const directory = path.join(temporaryFolder(), "venv");
    const log = path.join(temporaryFolder(), "log");
    const searchPath = searchPathWith({ python3: pythonWith(`echo "$@" >> ${log}`) });
    const messages: string[] = [];
    const options = { directory, searchPath, progress: (line: string) => messages.push(line) };
    const first = await findOrInstallMoto(options);
    const second = await findOrInstallMoto(options);
    expect(first).toEqual(second);
    expect(first).toEqual({
      command: path.join(directory, "moto-5.2.1", "bin", "python"),
      args: ["-m", "moto.server"],
    });
    expect(existsSync(first.command)).toBe(true);
    expect(readFileSync(log, "utf8").trim().split("\n")).toEqual([
      expect.stringMatching(/^-m pip install .*moto\[server\]==5\.2\.1$/),
    ]);
    expect(messages).toEqual([expect.stringContaining("Installing moto[server]==5.2.1")]);
  });

  test("is installed whole by two commands at once", async () => {
    const directory = path.join(temporaryFolder(), "venv");
    const searchPath = searchPathWith({ python3: pythonWith("/bin/sleep 0.2") });
    const both = await Promise.all([
      findOrInstallMoto({ directory, searchPath }),
      findOrInstallMoto({ directory, searchPath }),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect(readdirSync(directory)).toEqual(["moto-5.2.1"]);
  });

  test("is not taken from an install that was broken off, and what that left is removed", async () => {
    const directory = path.join(temporaryFolder(), "venv");
    const abandoned = path.join(directory, ".building-abandoned");
    const recent = path.join(directory, ".building-recent");
    for (const folder of [abandoned, recent]) mkdirSync(folder, { recursive: true });
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    utimesSync(abandoned, longAgo, longAgo);
    const searchPath = searchPathWith({ python3: pythonWith("exit 0") });
    await findOrInstallMoto({ directory, searchPath });
    expect(readdirSync(directory).sort()).toEqual([".building-recent", "moto-5.2.1"]);
  });

  test("aborted while it is installed leaves nothing", async () => {
    const directory = path.join(temporaryFolder(), "venv");
    const searchPath = searchPathWith({ python3: pythonWith("exec /bin/sleep 100") });
    const aborting = new AbortController();
    const installing = findOrInstallMoto({ directory, searchPath, signal: aborting.signal });
    setTimeout(() => {
      aborting.abort(new Error("Ctrl-C"));
    }, 200);
    await expect(installing).rejects.toThrow("Ctrl-C");
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("the error names cause and fix", () => {
  test.each([
    ["without Python", {}, /python3 is not on the PATH\. Install Python 3\.9 or newer/],
    [
      "without the venv module",
      { python3: "echo 'No module named venv' >&2; exit 1" },
      /No module named venv\n.*install the package python3-venv/,
    ],
    [
      "without a package index",
      { python3: pythonWith("echo 'ERROR: No matching distribution found' >&2; exit 1") },
      /ERROR: No matching distribution found\n.*Check the network.*PIP_INDEX_URL/,
    ],
  ])("%s", async (_, programs, message) => {
    const directory = path.join(temporaryFolder(), "venv");
    const searchPath = searchPathWith(programs);
    await expect(findOrInstallMoto({ directory, searchPath })).rejects.toThrow(message);
    expect(existsSync(directory) ? readdirSync(directory) : []).toEqual([]);
  });
});

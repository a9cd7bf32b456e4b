import { beforeEach, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { temporaryFolders } from "../support/temporary-folder";

const temporaryFolder = temporaryFolders();
let folder: string;

/** Writes a file of the clone. */
function write(file: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(
    path.join(folder, file),
    typeof content === "string" ? content : JSON.stringify(content),
  );
}

const kept = { "node_modules/kept": { version: "1.0.0" } };
const tool = { "node_modules/tool": { version: "1.0.0", dev: true } };
const program = (cpu: string) => ({
  [`node_modules/program-${cpu}`]: {
    version: "1.0.0",
    optional: true,
    os: [process.platform],
    cpu: [cpu],
  },
});

/** What `package-lock.json` names, and what is there of it. */
function given(wanted: object, present: object | undefined): void {
  write("package-lock.json", { packages: { "": {}, ...wanted } });
  if (present) write("node_modules/.package-lock.json", { packages: present });
}

/** Runs it, with an npm that only notes that it was called. */
function run(...args: readonly string[]): { readonly said: string; readonly installs: boolean } {
  const { stderr } = spawnSync(process.execPath, ["tools/with-packages.mjs", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, npm_execpath: path.join(folder, "npm.cjs") },
  });
  return { said: stderr, installs: existsSync(path.join(folder, "called")) };
}

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder, "tools"), { recursive: true });
  copyFileSync(
    path.join(__dirname, "../../tools/with-packages.mjs"),
    path.join(folder, "tools", "with-packages.mjs"),
  );
  write("npm.cjs", 'require("node:fs").writeFileSync("called", process.argv.slice(2).join(" "));');
});

test("a fresh clone is installed", () => {
  given(kept, undefined);
  const { said, installs } = run();
  expect(installs).toBe(true);
  expect(said).toContain("not there yet");
});

test("what is as package-lock.json names it is left alone", () => {
  given({ ...kept, ...program("other") }, kept);
  expect(run()).toEqual({ installs: false, said: "" });
});

test("what is local is closed to others, with whichever umask it was made", () => {
  given(kept, kept);
  const local = path.join(folder, ".local");
  const modeOf = () => statSync(local).mode & 0o777;
  const before = process.umask(0);
  try {
    run();
    expect(modeOf()).toBe(0o700);
    chmodSync(local, 0o777);
    expect(run()).toEqual({ installs: false, said: "" });
    expect(modeOf()).toBe(0o700);
  } finally {
    process.umask(before);
  }
});

test("another version is installed", () => {
  given({ "node_modules/kept": { version: "2.0.0" } }, kept);
  const { said, installs } = run();
  expect(installs).toBe(true);
  expect(said).toContain("are not those");
});

test("a command runs without what `npm ci --omit=dev` left out, and Jest and ESLint do not", () => {
  given({ ...kept, ...tool }, kept);
  expect(run("missing.ts").installs).toBe(false);
  expect(run().installs).toBe(true);
});

test("a folder that another kind of computer has filled is installed anew", () => {
  given({ ...program(process.arch), ...program("other") }, program("other"));
  const { said, installs } = run();
  expect(installs).toBe(true);
  expect(said).toContain(
    `another kind of computer than this one (${process.platform}, ${process.arch})`,
  );
});

test("another Node.js under an installed folder is told of once", () => {
  given(kept, kept);
  run();
  write("node_modules/.node-version", "18");
  expect(run().said).toMatch(/^This is Node\.js \d+; the last command here ran on 18\./);
  expect(run().said).toBe("");
});

test("a link in the place of node_modules is not emptied", () => {
  given({ "node_modules/kept": { version: "2.0.0" } }, undefined);
  const elsewhere = temporaryFolder();
  mkdirSync(path.join(elsewhere, "kept"));
  symlinkSync(elsewhere, path.join(folder, "node_modules"));
  const { said, installs } = run();
  expect(installs).toBe(false);
  expect(existsSync(path.join(elsewhere, "kept"))).toBe(true);
  expect(said).toContain("node_modules is a link");
});

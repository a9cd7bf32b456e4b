import { Command } from "commander";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { runCommand } from "../console/command";
import { projectFolder } from "../project/project";
import { synthesize } from "../project/synthesis";
import { filesOf } from "../upgrade/project-files";

/*
 * `npm run exit`: proves the ways out of CDKTF, which its makers have archived. It takes one in a copy and
 * compares what synth writes. It asks the npm registry, so tests do not run it. See decision 001.
 */

const FORK = "0.24.0";
const CONSTRUCTS = "10.6.0";
const CODEMOD = {
  cdktn: FORK,
  "@cdktn/provider-aws": "25.7.0",
  "@cdktn/provider-archive": "14.0.1",
};

interface Package {
  dependencies: Record<string, string>;
  overrides: Record<string, unknown>;
}

const command = new Command("npm run exit --")
  .description("Proves in a copy that CDK Terrain, the fork of CDKTF, makes the same stacks.")
  .option("--codemod", "change the imports too, and take AWS provider 6 (Node 22.11 or later)")
  .parse();
const { codemod = false } = command.opts<{ codemod?: boolean }>();

void runCommand(async (signal) => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (codemod && (major < 22 || (major === 22 && minor < 11))) {
    throw new Error(
      `The fork's AWS provider 6 needs Node 22.11 or later, and this is ${process.versions.node}. Run it with a later one.`,
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-exit-"));
  try {
    const copy = path.join(folder, "copy");
    copyFiles(copy);
    leave(copy);
    process.stderr.write("Installing the fork in a copy …\n");
    const { status } = spawnSync("npm", ["install", "--omit=dev", "--loglevel=error"], {
      cwd: copy,
      stdio: ["ignore", 2, 2],
    });
    if (status !== 0) throw new Error("npm could not install the fork. Is the registry reachable?");
    await synthesize(path.join(folder, "before"), signal);
    await synthesize(path.join(folder, "after"), signal, copy);
    expectFork(path.join(folder, "after", "stacks"));
    const [before, after] = [stacksIn(folder, "before"), stacksIn(folder, "after")];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const different = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
    if (names.length === 0) throw new Error("There is no stack to compare.");
    if (different.length > 0)
      throw new Error(`These stacks come out different: ${different.join(", ")}.`);
    process.stdout.write(
      `${names.length} stacks are the same${codemod ? ", but for the versions of the providers" : ""}: ${names.join(", ")}.\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function copyFiles(copy: string): void {
  for (const file of filesOf(projectFolder)) {
    cpSync(path.join(projectFolder, file), path.join(copy, file));
  }
}

/** What a team that leaves does. */
function leave(copy: string): void {
  const file = path.join(copy, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Package;
  const { dependencies, overrides } = manifest;
  dependencies["constructs"] = CONSTRUCTS;
  if (codemod) {
    for (const name of ["cdktf", "@cdktf/provider-aws", "@cdktf/provider-archive"]) {
      Reflect.deleteProperty(dependencies, name);
    }
    Object.assign(dependencies, CODEMOD);
    for (const source of readdirSync(copy, { recursive: true, encoding: "utf8" })) {
      if (/\.(ts|mjs)$/.test(source)) rename(path.join(copy, source));
    }
  } else {
    dependencies["cdktf"] = `npm:cdktn@${FORK}`;
    for (const provider of ["@cdktf/provider-aws", "@cdktf/provider-archive"]) {
      overrides[provider] = { cdktf: "$cdktf" };
    }
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

function rename(file: string): void {
  const text = readFileSync(file, "utf8");
  const renamed = text
    .replaceAll('"cdktf"', '"cdktn"')
    .replaceAll('"cdktf/', '"cdktn/')
    .replaceAll('"@cdktf/provider-', '"@cdktn/provider-');
  if (renamed !== text) writeFileSync(file, renamed);
}

/** Without it, an override that npm does not follow would compare CDKTF with itself. */
function expectFork(stacks: string): void {
  const [name = ""] = readdirSync(stacks);
  const { "//": notes } = JSON.parse(
    readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8"),
  ) as { "//": { metadata: { version: string } } };
  if (notes.metadata.version !== FORK) {
    throw new Error(`The copy was made by ${notes.metadata.version}, not by the fork (${FORK}).`);
  }
}

/** Each stack's Terraform JSON, without the notes that the makers of constructs leave in it (`//`). */
function stacksIn(folder: string, output: string): Readonly<Record<string, unknown>> {
  const stacks = path.join(folder, output, "stacks");
  const ignored = ["//", ...(codemod ? ["required_providers"] : [])];
  return Object.fromEntries(
    readdirSync(stacks).map((name) => {
      const json = readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8");
      return [
        name,
        JSON.parse(json, (key, value: unknown) => (ignored.includes(key) ? undefined : value)),
      ];
    }),
  );
}

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { orphanedTests } from "../project/orphaned-tests";
import { runCommand } from "../console/command";
import { writeSchemaTypes } from "../graphql/schema-types";
import { localFolder, projectFolder } from "../project/project";

/*
 * `npm run typecheck`: the TypeScript compiler, over all files but tests of functions that are gone. The types
 * of a schema that has changed are written first.
 *
 * It is TypeScript 7, a program that takes a third of the time. What works with types in JavaScript, ESLint above
 * all, needs the compiler of TypeScript 5 as a library, which 7 does not have.
 */

void runCommand(async () => {
  await writeSchemaTypes(path.join(projectFolder, "graphql"));
  const { files, functions } = orphanedTests();
  mkdirSync(localFolder, { recursive: true });
  const configuration = path.join(localFolder, "tsconfig.json");
  writeFileSync(
    configuration,
    JSON.stringify({
      extends: "../tsconfig.json",
      // What has not changed since the last time is not checked again.
      compilerOptions: { incremental: true, tsBuildInfoFile: "types.tsbuildinfo" },
      include: ["../**/*.ts"],
      exclude: ["../node_modules", "../cdktf.out", ".", ...files.map((file) => `../${file}`)],
    }),
  );
  if (functions.length > 0) {
    process.stderr.write(
      `Not checked, since they are of functions that are gone or written anew (${functions.join(", ")}):\n` +
        files.map((file) => `  ${file}\n`).join(""),
    );
  }
  const compiler = path.join(
    path.dirname(createRequire(__filename).resolve("typescript-native/package.json")),
    "bin/tsc",
  );
  const { status } = spawnSync(
    process.execPath,
    [compiler, "--project", configuration, ...process.argv.slice(2)],
    { cwd: projectFolder, stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
});

import { expect, jest, test } from "@jest/globals";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type * as Bundle from "../../stacks/lambda/bundle";
import { temporaryFolders } from "../support/temporary-folder";

/*
 * A later run takes the bundle of an earlier one, but never one of other sources. Each run is one of a
 * checkout of its own, so that nothing is kept in this one.
 */

const temporaryFolder = temporaryFolders();
const project = path.resolve(__dirname, "../..");

function checkout(): {
  readonly folder: string;
  readonly write: (file: string, text: string) => void;
} {
  const folder = temporaryFolder();
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  cpSync(path.join(project, "stacks"), path.join(folder, "stacks"), { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    cpSync(path.join(project, file), path.join(folder, file));
  }
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(
    path.join(project, "node_modules/esbuild"),
    path.join(folder, "node_modules/esbuild"),
  );
  write("node_modules/greeting/package.json", '{ "main": "./index.js" }');
  write("node_modules/greeting/index.js", 'exports.greeting = "Hello";\n');
  write("functions/greet/index.ts", 'export { handler } from "../shared/greet";\n');
  write(
    "functions/shared/greet.ts",
    'import { greeting } from "greeting";\nexport const handler = () => greeting;\n',
  );
  return { folder, write };
}

/** The code of a function, as a process that begins now has it. */
function bundledIn(folder: string, together: boolean): string {
  let code = "";
  jest.isolateModules(() => {
    const bundle = jest.requireActual<typeof Bundle>(path.join(folder, "stacks/lambda/bundle"));
    if (together) bundle.bundleTogether(["functions/greet"]);
    code = Buffer.from(bundle.bundleFunction("functions/greet").code).toString();
  });
  return code;
}

/** Marks what is kept, so that it is told from what is made anew. */
function mark(folder: string): void {
  const kept = path.join(folder, ".local", "bundles");
  for (const file of readdirSync(kept)) {
    const text = readFileSync(path.join(kept, file), "utf8");
    writeFileSync(path.join(kept, file), `${text}// kept`);
  }
}

test.each([
  ["a source", "functions/shared/greet.ts", 'export const handler = () => "Hi";\n'],
  ["a package", "node_modules/greeting/index.js", 'exports.greeting = "Hi";\n'],
  ["what is found in a package", "node_modules/greeting/package.json", '{ "main": "./hi.js" }'],
  ["a file that is found instead", "functions/shared/greet.tsx", 'export const handler = "Hi";\n'],
  ["which packages are installed", "package-lock.json", "{}"],
  ["what the code may leave out", "package.json", '{ "sideEffects": false }'],
])("a bundle is kept until it changes: %s", (_, file, text) => {
  const { folder, write } = checkout();
  write("node_modules/greeting/hi.js", 'exports.greeting = "Hi";\n');
  const first = bundledIn(folder, false);
  expect(first).toContain("Hello");
  mark(folder);
  expect([bundledIn(folder, true), bundledIn(folder, false)]).toEqual([
    `${first}// kept`,
    `${first}// kept`,
  ]);

  write(file, text);

  const changed = bundledIn(folder, true);
  expect(changed).not.toContain("// kept");
  rmSync(path.join(folder, ".local"), { recursive: true });
  expect(bundledIn(folder, false)).toBe(changed);
});

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bundleFunction, bundleTogether } from "../../../stacks/lambda/bundle";

const PROJECT = resolve(__dirname, "../../..");

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "bundle-"));
});
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

/** A function of one file, outside the project. */
function functionOf(name: string, source: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "index.ts"), source);
  return folder;
}

describe("the post-confirmation function", () => {
  const { code } = bundleFunction("functions/post-confirmation");

  test("is at most 230 KB, so that a cold start fits in Cognito's 5 seconds", () => {
    expect(code.byteLength).toBeLessThanOrEqual(230_000);
  });

  test("is the same, byte for byte, from another checkout and another current folder", () => {
    const checkout = join(scratch, "another checkout");
    for (const path of ["configuration", "functions", "stacks", "package.json"]) {
      cpSync(join(PROJECT, path), join(checkout, path), { recursive: true });
    }
    symlinkSync(join(PROJECT, "node_modules"), join(checkout, "node_modules"));
    // Compiler options are about checking; those of another checkout must not show in the code.
    writeFileSync(join(checkout, "tsconfig.json"), '{"compilerOptions":{"target":"ES2015"}}');
    const script = `
      const { bundleFunction } = require(${JSON.stringify(join(checkout, "stacks/lambda/bundle.ts"))});
      const { code } = bundleFunction("functions/post-confirmation");
      process.stdout.write(require("node:crypto").createHash("sha256").update(code).digest("hex"));`;

    const theirs = execFileSync(
      process.execPath,
      ["--require", require.resolve("tsx/cjs"), "--eval", script],
      { cwd: scratch, encoding: "utf8" },
    );

    expect(theirs).toBe(createHash("sha256").update(code).digest("hex"));
  });

  test("tells nothing about the machine it was built on", () => {
    expect(Buffer.from(code).includes(PROJECT)).toBe(false);
  });

  test("is bundled once per process, however many environments deploy it", () => {
    expect(bundleFunction(join(PROJECT, "functions/post-confirmation")).code).toBe(code);
  });
});

test("a function without a folder is refused by the path it should have", () => {
  expect(() => bundleFunction("functions/no-such-trigger")).toThrow(
    /^No function at functions\/no-such-trigger\/index\.ts: /,
  );
});

test.each([
  ["syntax", "export const handler = ;\n", "Unexpected"],
  ["import", 'export { handler } from "./nowhere";\n', 'Could not resolve "./nowhere"'],
])("a mistake in a function's %s is shown with its file and line", (kind, source, message) => {
  const folder = functionOf(`broken-${kind}`, `// first line\n${source}`);
  let thrown = "";
  try {
    bundleFunction(folder);
  } catch (error) {
    thrown = (error as Error).message;
  }

  expect(thrown).toContain(message);
  expect(thrown).toMatch(/index\.ts:2:\d+/);
  expect(thrown).not.toContain("node_modules");
});

describe("functions that are bundled together", () => {
  const shared = "export const text = (name: string) => `I am ${name}`;";

  test("are the same, byte for byte, as each on its own", () => {
    writeFileSync(join(scratch, "shared.ts"), shared);
    const source = (name: string) =>
      `import { text } from "../shared";\nexport const handler = () => text("${name}");`;
    const alone = ["one", "two"].map((name) =>
      Buffer.from(bundleFunction(functionOf(name, source(name))).code),
    );
    const again = ["one", "two"].map((name) => functionOf(`${name}-again`, source(name)));

    bundleTogether(again);

    expect(again.map((folder) => Buffer.from(bundleFunction(folder).code))).toEqual(alone);
  });

  test("leave it to the one that cannot be bundled to say so", () => {
    const good = functionOf("good", "export const handler = () => 1;");
    const bad = functionOf("bad", 'import "./nowhere";\nexport const handler = () => 1;');

    bundleTogether([good, bad]);

    expect(bundleFunction(good).code.byteLength).toBeGreaterThan(0);
    expect(() => bundleFunction(bad)).toThrow(/bad.*nowhere/s);
  });
});

test("`await` at the top level is told its setting", () => {
  const folder = functionOf("awaits", "export const handler = await Promise.resolve(() => 1);");
  expect(() => bundleFunction(folder)).toThrow(
    'functions: { each: { "awaits": { format: "esm" } } }',
  );
  expect(bundleFunction(folder, { format: "esm" }).fileName).toBe("index.mjs");
});

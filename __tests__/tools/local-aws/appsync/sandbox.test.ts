import { describe, expect, test } from "@jest/globals";
import type { ResolverContext } from "../../../../tools/local-aws/appsync/sandbox/handler";
import { runHandler } from "../../../../tools/local-aws/appsync/sandbox/sandbox";
import { contextWith } from "../../../support/graphql/context";

const run = (code: string, given?: Partial<ResolverContext>) =>
  runHandler(code, "request", contextWith(given), { authType: "User Pool Authorization" });

/** Runs the body of a request handler. */
const body = (text: string, given?: Partial<ResolverContext>) =>
  run(
    `import { util, runtime, extensions } from "@aws-appsync/utils"; export function request(ctx) { ${text} }`,
    given,
  );

describe("code of a resolver", () => {
  test.each([
    "process",
    "require",
    "module",
    "fetch",
    "setTimeout",
    "setInterval",
    "queueMicrotask",
    "Buffer",
    "WebAssembly",
    "XMLHttpRequest",
    "std",
    "os",
  ])("has no %s", async (name) => {
    expect(await body(`return typeof globalThis[${JSON.stringify(name)}];`)).toMatchObject({
      kind: "returned",
      value: "undefined",
    });
  });

  test("reaches no realm but its own, by whatever constructor", async () => {
    for (const made of ["(() => 0)", "[]", "util.error", "ctx", "globalThis.console.log"]) {
      expect(
        await body(
          `return typeof ${made}.constructor.constructor("return this")().process + typeof ${made}.constructor.constructor("return this")().require;`,
        ),
      ).toMatchObject({ value: "undefinedundefined" });
    }
  });

  test.each([
    "node:fs",
    "fs",
    "./entry.mjs",
    "/etc/passwd",
    "@aws-appsync/utils/rds",
    "@aws-appsync/utils/ai",
  ])("cannot import %s, and is told so by name", async (name) => {
    expect(
      await run(`import * as x from "${name}"; export const request = () => x;`),
    ).toMatchObject({
      kind: "defect",
      message: `A resolver cannot import ${name}.`,
    });
  });

  test("does not outlast its time, its memory or its stack", async () => {
    expect(await body("while (true) {}")).toMatchObject({
      kind: "defect",
      message: "The code ran for too long.",
    });
    expect(await body('let x = "x"; while (true) x += x;')).toMatchObject({ kind: "defect" });
    expect(await body("const f = () => f() + 1; return f();")).toMatchObject({ kind: "defect" });
    expect(await body('return /^(a+)+$/.test("a".repeat(40) + "b");')).toMatchObject({
      kind: "defect",
    });
    expect(await body("return 1;")).toMatchObject({ kind: "returned", value: 1 });
  }, 30_000);

  test("leaves nothing to the next call", async () => {
    await body(
      'globalThis.left = 1; Object.prototype.left = 1; util.error = () => null; Array.prototype.map = () => ["x"];',
    );
    expect(
      await body('return [typeof globalThis.left, typeof {}.left, ["a"].map((one) => one)[0]];'),
    ).toMatchObject({ value: ["undefined", "undefined", "a"] });
  });

  test("gives back what JSON can hold, and no more of the context than it was given", async () => {
    expect(await body("return { a: undefined, b: [1, null], c: () => 1 };")).toMatchObject({
      value: { b: [1, null] },
    });
    expect(await body("const a = {}; a.a = a; return a;")).toMatchObject({ kind: "defect" });
    expect(await body("return Object.keys(ctx).sort();")).toMatchObject({
      value: Object.keys(contextWith()).sort(),
    });
  });

  test("without the handler that is called says so", async () => {
    expect(await run("export const response = () => null;")).toMatchObject({
      kind: "defect",
      message: "The code has no export request.",
    });
  });
});

describe("how a handler ends", () => {
  test.each([
    ['util.error("no");', { kind: "error", error: { message: "no" } }],
    [
      'util.error("no", "Type", { a: 1 }, [2]);',
      {
        kind: "error",
        error: { message: "no", errorType: "Type", data: { a: 1 }, errorInfo: [2] },
      },
    ],
    ["util.unauthorized();", { kind: "unauthorized" }],
    ["runtime.earlyReturn();", { kind: "early-return", value: null }],
    [
      'runtime.earlyReturn({ a: 1 }, { skipTo: "END" });',
      { kind: "early-return", value: { a: 1 }, skipTo: "END" },
    ],
    ["return;", { kind: "returned", value: null }],
    ["return ctx.args.a.b;", { kind: "defect" }],
  ])("%s", async (text, outcome) => {
    expect(await body(text)).toMatchObject(outcome);
  });

  test("errors that were added come with the value", async () => {
    expect(
      await body('util.appendError("a", "T"); util.appendError("b"); return 1;'),
    ).toMatchObject({
      kind: "returned",
      value: 1,
      errors: [{ message: "a", errorType: "T" }, { message: "b" }],
    });
  });

  test("the stash is what the handler has left, an early end too", async () => {
    const stash = { before: 1 };
    expect(await body("ctx.stash.after = 2; runtime.earlyReturn();", { stash })).toMatchObject({
      stash: { before: 1, after: 2 },
    });
  });
});

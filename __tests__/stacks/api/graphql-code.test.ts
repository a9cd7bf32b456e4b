import { afterAll, describe, expect, test } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { graphqlCode } from "../../../stacks/api/graphql-code";
import { resolverFiles } from "../../../stacks/api/resolver-files";

const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
mkdirSync(path.join(folder, "resolvers"));
mkdirSync(path.join(folder, "functions"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function code(text: string, values = {}): string {
  const file = path.join(folder, "code.ts");
  writeFileSync(file, text);
  return graphqlCode([file], { folder, values, sourceMap: false }).get(file) ?? "";
}

const handlers = "export const request = () => ({}); export const response = () => null;";

describe("code for AppSync", () => {
  test("is one ES module whose only imports are AppSync's own", () => {
    const text = code(`import { util } from "@aws-appsync/utils"; ${handlers} util.autoId();`);
    expect(text).toMatch(/^export \{\s+request,\s+response\s+\};$/m);
    expect(text).toContain('from "@aws-appsync/utils"');
  });

  test("reaches AppSync as it was written, whatever Terraform makes of `${`", () => {
    const text = code(
      "export const request = (ctx: { a: string }) => ({ b: `${ctx.a}%{x}` }); export const response = () => null;",
    );
    expect(text).toContain("`$${ctx.a}%%{x}`");
  });

  test("holds the environment's values, and Terraform references as such", () => {
    const text = code(
      "declare const deployed: { pool: string; groups: string[] }; export const request = () => deployed; export const response = () => null;",
      { pool: "${data.x.y}", groups: ["Admins"] },
    );
    expect(text).toContain('pool: "${data.x.y}"');
    expect(text).toContain('["Admins"]');
  });

  test.each([
    ["async", "export async function request() { return {}; }", "async"],
    ["throw", 'export function request() { throw new Error("no"); }', "throw"],
    ["for(;;)", "export function request() { for (;;) {} }", "for"],
    ["try", "export function request() { try { return {}; } catch { return {}; } }", "try"],
    ["a class", "class A {} export const request = () => new A();", "lass"],
  ])("with %s does not synthesize", (_what, text, named) => {
    expect(() => code(`${text} export const response = () => null;`)).toThrow(named);
  });

  test("without one of its two handlers does not synthesize", () => {
    expect(() => code("export const request = () => ({});")).toThrow(/response/);
  });

  test("beyond AppSync's size does not synthesize", () => {
    const long = `export const request = () => ({ text: "${"x".repeat(33_000)}" });`;
    expect(() => code(`${long} export const response = () => null;`)).toThrow("32768");
  });
});

describe("the files of graphql/", () => {
  test("are told what is wrong with them, all at once", () => {
    const write = (file: string, text: string) => {
      writeFileSync(path.join(folder, file), text);
    };
    write("functions/nothing.ts", handlers);
    write("resolvers/Query.ts", handlers);
    write("resolvers/Query.a.ts", `export const pipeline = ["missing"]; ${handlers}`);
    write("resolvers/Query.b.ts", handlers);
    write(
      "resolvers/Query.c.ts",
      `export const source = { dataSource: "elsewhere", actions: [] }; ${handlers}`,
    );
    let message = "";
    try {
      resolverFiles(folder);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split("\n").sort()).toEqual([
      "graphql/functions/nothing.ts has no export `source`.",
      "graphql/resolvers/Query.a.ts: there is no graphql/functions/missing.ts.",
      "graphql/resolvers/Query.b.ts exports either `source` or `pipeline`.",
      "graphql/resolvers/Query.c.ts: a data source is one of users, cognito, none.",
      "graphql/resolvers/Query.ts is to be named after its field: `Query.me.ts`.",
    ]);
  });
});

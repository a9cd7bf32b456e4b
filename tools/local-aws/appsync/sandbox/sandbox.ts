import loadModule from "@jitl/quickjs-wasmfile-release-sync/emscripten-module";
import { QuickJSFFI } from "@jitl/quickjs-wasmfile-release-sync/ffi";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  newQuickJSWASMModuleFromVariant,
  shouldInterruptAfterDeadline,
  type QuickJSContext,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import type { HandlerFailure, HandlerName, HandlerOutcome, ResolverContext } from "./handler";

/** AppSync stops code that does not end; it does not say after how long. Ours gets this. */
const LIMIT_MILLISECONDS = 2_000;
const LIMIT_BYTES = 64 * 1024 ** 2;

/** What resolvers may import. */
const published = ["@aws-appsync/utils", "@aws-appsync/utils/dynamodb"];

/** Before the name of anything else that one wants to import. */
const refused = "refused:";

/** What is published, and what that is made of. */
const modules: Readonly<Record<string, string>> = {
  "@aws-appsync/utils": "appsync-utils",
  "@aws-appsync/utils/dynamodb": "appsync-utils-dynamodb",
  "local-aws/attribute-values": "attribute-values",
  "local-aws/expressions": "expressions",
  "local-aws/subscription-filters": "subscription-filters",
};

const sources = new Map<string, string>();

function sourceOf(file: string): string {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const source = readFileSync(path.join(__dirname, `${file}.mjs`), "utf8");
  sources.set(file, source);
  return source;
}

/** The package's own variant loads these two late, in a way that not every loader has. */
const variant: QuickJSSyncVariant = {
  type: "sync",
  importFFI: () => Promise.resolve(QuickJSFFI),
  importModuleLoader: () => Promise.resolve(loadModule),
};

let engine: Promise<QuickJSWASMModule> | undefined;

/** What the code is given and what it leaves, in one place that both sides know. */
const prelude = (context: ResolverContext, authType: string) => `
globalThis.__appsync = {
  host: { now: __now, uuid: __uuid, ulid: __ulid, base64Encode: __base64Encode, base64Decode: __base64Decode },
  run: { errors: [], responseHeaders: {}, subscriptionFilter: undefined, authType: ${JSON.stringify(authType)} },
  context: ${JSON.stringify(context)},
};
globalThis.console = { log: __log, error: __log };`;

/** The early ends of a handler are thrown; whatever else is thrown is a defect of the code. */
const entry = (handler: HandlerName) => `
import "@aws-appsync/utils";
import * as code from "resolver";
const { run, context } = globalThis.__appsync;
const handler = code[${JSON.stringify(handler)}];
let outcome;
try {
  if (typeof handler !== "function") throw new Error("The code has no export ${handler}.");
  outcome = { kind: "returned", value: handler(context) ?? null };
} catch (error) {
  outcome = error?.appsync ?? { kind: "defect", message: String(error?.message ?? error) };
}
globalThis.__outcome = JSON.stringify({ ...outcome, ...run, stash: context.stash });`;

/** Told each line that a resolver logs. */
export type OnLine = (line: string) => void;

/**
 * Runs one handler of a resolver's code in an engine of its own: without Node.js, files, network or
 * time to spare, as AppSync's runtime is. Nothing outlives the call.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export async function runHandler(
  code: string,
  handler: HandlerName,
  context: ResolverContext,
  { authType, onLine }: { readonly authType: string; readonly onLine?: OnLine | undefined },
): Promise<HandlerOutcome> {
  engine ??= newQuickJSWASMModuleFromVariant(variant);
  const runtime = (await engine).newRuntime();
  runtime.setMemoryLimit(LIMIT_BYTES);
  runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + LIMIT_MILLISECONDS));
  runtime.setModuleLoader(
    (name) => {
      if (name === "resolver") return code;
      const file = modules[name];
      return file === undefined
        ? { error: new Error(`A resolver cannot import ${name.replace(refused, "")}.`) }
        : sourceOf(file);
    },
    (importer, name) =>
      importer !== "resolver" || published.includes(name) ? name : refused + name,
  );
  const vm = runtime.newContext();
  try {
    lend(vm, onLine);
    vm.unwrapResult(vm.evalCode(prelude(context, authType))).dispose();
    vm.unwrapResult(vm.evalCode(entry(handler), "entry.mjs", { type: "module" })).dispose();
    const result = vm.getProp(vm.global, "__outcome").consume((handle) => vm.getString(handle));
    return JSON.parse(result) as HandlerOutcome;
  } catch (error) {
    return { kind: "defect", message: textOf(error), ...nothing };
  } finally {
    dispose(vm, runtime);
  }
}

/** An engine whose memory ran out may be beyond cleaning: the next call gets another one. */
function dispose(...parts: readonly { dispose(): void }[]): void {
  try {
    for (const part of parts) part.dispose();
  } catch {
    engine = undefined;
  }
}

const nothing = { errors: [] as HandlerFailure[], responseHeaders: {}, stash: {} };

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.includes("interrupted") ? "The code ran for too long." : text;
}

/** What the sandbox may ask of outside: the clock, random values, bytes as text, and a log. */
function lend(vm: QuickJSContext, onLine: OnLine | undefined): void {
  const text = (name: string, answer: (given: string) => string) => {
    vm.newFunction(name, (...given) =>
      vm.newString(answer(given.map((value) => vm.getString(value)).join(""))),
    ).consume((handle) => {
      vm.setProp(vm.global, name, handle);
    });
  };
  vm.newFunction("__now", () => vm.newNumber(Date.now())).consume((handle) => {
    vm.setProp(vm.global, "__now", handle);
  });
  vm.newFunction("__log", (...values) => {
    const parts = values.map((value): unknown => vm.dump(value));
    onLine?.(
      parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "),
    );
  }).consume((handle) => {
    vm.setProp(vm.global, "__log", handle);
  });
  text("__uuid", () => randomUUID());
  text("__ulid", () => ulid());
  text("__base64Encode", (given) => Buffer.from(given, "utf8").toString("base64"));
  text("__base64Decode", (given) => Buffer.from(given, "base64").toString("utf8"));
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 48 bits of time and 80 of chance in Crockford's base 32: https://github.com/ulid/spec */
function ulid(): string {
  let value = (BigInt(Date.now()) << 80n) | BigInt(`0x${randomBytes(10).toString("hex")}`);
  let text = "";
  for (let digits = 0; digits < 26; digits += 1) {
    text = crockford.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

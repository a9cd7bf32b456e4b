import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/*
 * Loads functions one after the other, and writes a line for each: what its `handler` is, or why it
 * cannot be loaded. One that ends the process, or does not come to an end, leaves its line out.
 */

const [, loader, input, output] = process.argv;
const own = { ...process.env };

/** What fails beside an import, in the turns of the event loop that follow it: Lambda ends the process, too. */
let late;
process.on("uncaughtException", (error) => {
  late ??= { error };
});

const all = JSON.parse(readFileSync(input, "utf8"));

for (const { file, variables } of all) {
  process.env = { ...own, ...variables };
  late = undefined;
  const answer = await load(file);
  await setImmediate();
  await setImmediate();
  const told = late && isOf(file, late.error) ? failed(late.error) : answer;
  appendFileSync(output, `${JSON.stringify(told)}\n`);
}
process.exit();

async function load(file) {
  try {
    const loaded = await import(pathToFileURL(file).href);
    const module = file.endsWith(".mjs") ? loaded : loaded.default;
    const handler = module?.handler;
    return {
      handler: isClass(handler) ? "class" : typeof handler,
      exports: Object.keys(module ?? {}),
    };
  } catch (error) {
    return failed(error);
  }
}

/** Lambda calls a handler without `new`. */
function isClass(value) {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}

/** A timer of a function that was loaded before may fail now. */
function isOf(file, error) {
  return (
    all.length === 1 ||
    !(error instanceof Error) ||
    (error.stack ?? "").includes(path.dirname(file))
  );
}

function failed(error) {
  return { handler: "undefined", exports: [], error: described(error) };
}

function described(error) {
  if (!(error instanceof Error)) return { name: "Error", message: `it throws ${String(error)}` };
  const { name, message, code, stack = "" } = error;
  // With the sources' lines, where the code has them.
  const place = [...stack.matchAll(/(?:\(|at |file:\/\/)(\/[^()\n]+?:\d+:\d+)/g)]
    .map(([, frame]) => frame)
    .find((frame) => !frame.includes("node_modules") && !frame.includes(loader));
  return { name, message: message.split("\nRequire stack:")[0], code, place };
}

import { appendFileSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/*
 * Loads functions one after the other, and writes a line for each: what its `handler` is, or why it
 * cannot be loaded. One that ends the process, or does not come to an end, leaves its line out.
 */

const [, , input, output] = process.argv;
const own = { ...process.env };

for (const { file, variables } of JSON.parse(readFileSync(input, "utf8"))) {
  process.env = { ...own, ...variables };
  appendFileSync(output, `${JSON.stringify(await answer(file))}\n`);
}
process.exit();

async function answer(file) {
  try {
    const loaded = await import(pathToFileURL(file).href);
    const module = file.endsWith(".mjs") ? loaded : loaded.default;
    return { handler: typeof module?.handler, exports: Object.keys(module ?? {}) };
  } catch (error) {
    return { handler: "undefined", exports: [], error: described(error) };
  }
}

function described(error) {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: "Error", message: String(error) };
}

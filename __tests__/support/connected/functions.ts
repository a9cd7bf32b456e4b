import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const definition = path.resolve(__dirname, "../../../stacks/connected/define-function");

/**
 * Writes functions that declare themselves into a folder.
 *
 * @param sources what `defineFunction` is called with, by the functions' names.
 */
export function writeFunctions(folder: string, sources: Readonly<Record<string, string>>): void {
  for (const [name, source] of Object.entries(sources)) {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(
      path.join(folder, name, "function.ts"),
      `import { defineFunction } from ${JSON.stringify(definition)};\nexport default defineFunction(${source});\n`,
    );
    writeFileSync(
      path.join(folder, name, "index.ts"),
      "export const handler = async () => ({});\n",
    );
  }
}

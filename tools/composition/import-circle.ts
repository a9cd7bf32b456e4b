import { buildSync, type Metafile } from "esbuild";

/**
 * Files of the project that import each other in a circle, among those that a file needs: what one of them
 * asks of another is not there yet while they are loaded. Types do not count.
 *
 * @param folder from which files are named.
 * @param entry the file, from there.
 * @returns the circle, each file once; `undefined` where there is none, or where a file cannot be read.
 */
export function importCircle(folder: string, entry: string): readonly string[] | undefined {
  try {
    const { metafile } = buildSync({
      absWorkingDir: folder,
      entryPoints: [entry],
      outfile: "index.js",
      bundle: true,
      packages: "external",
      platform: "node",
      logLevel: "silent",
      write: false,
      metafile: true,
    });
    return circleFrom(entry, metafile.inputs, [], new Set());
  } catch {
    return undefined;
  }
}

function circleFrom(
  file: string,
  inputs: Metafile["inputs"],
  way: readonly string[],
  seen: Set<string>,
): readonly string[] | undefined {
  if (way.includes(file)) return way.slice(way.indexOf(file));
  if (seen.has(file)) return undefined;
  seen.add(file);
  for (const { path, external } of inputs[file]?.imports ?? []) {
    const found = external === true ? undefined : circleFrom(path, inputs, [...way, file], seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What to do about a circle. */
export function circleAdvice(circle: readonly string[]): string {
  return circle.length === 1
    ? `${circle[0] ?? ""} imports itself: remove that import.`
    : `${circle.join(" → ")} → ${circle[0] ?? ""}: these files import each other. Move what they share into a file that imports none of them.`;
}

/** What Node.js says when something of a circle is used before it is there. */
export function isTooEarly(error: { readonly name: string }): boolean {
  return error.name === "TypeError" || error.name === "ReferenceError";
}

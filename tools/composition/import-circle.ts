import { buildSync } from "esbuild";
import { circleAmong } from "./circle";

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
    const {
      metafile: { inputs },
    } = buildSync({
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
    return circleAmong([entry], (file) =>
      (inputs[file]?.imports ?? []).flatMap(({ path, external }) =>
        external === true ? [] : path,
      ),
    );
  } catch {
    return undefined;
  }
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

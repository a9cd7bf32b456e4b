import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "./project";

/** The test files that cannot run, since functions that they need are gone. */
export interface OrphanedTests {
  /** Their paths in the project, with `/`. */
  readonly files: readonly string[];
  /** The functions that they lack, or that are others now. */
  readonly functions: readonly string[];
}

/**
 * Finds the test files that need a function of `functions/` that is gone: a team deletes the folder
 * of a function that it does not want, and nothing else. Jest, ESLint and the compiler leave these
 * files out. So they do where a team has written a function anew, without a file that a test imports.
 *
 * A test file needs a function when it stands in `__tests__/functions/<name>`, imports from
 * `functions/<name>`, says `@functions <name> …` in its first comment, or imports a file of the tests
 * that needs it.
 */
export function orphanedTests(project: string = projectFolder): OrphanedTests {
  const tests = path.join(project, "__tests__");
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file: path.join(tests, file), text: textOf(path.join(tests, file)) }));
  const missing = new Map(
    files.map(({ file, text }) => [file, missingFunctions(project, file, text)]),
  );
  // What a file lacks, those lack that import it.
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const { file, text } of files) {
      const own = missing.get(file) ?? new Set();
      const before = own.size;
      for (const imported of importedFiles(file, text)) {
        for (const name of missing.get(imported) ?? []) own.add(name);
      }
      isChanged ||= own.size > before;
    }
  }
  const orphans = [...missing].filter(([, names]) => names.size > 0);
  return {
    files: orphans.map(([file]) => slashed(path.relative(project, file))).sort(),
    functions: [...new Set(orphans.flatMap(([, names]) => [...names]))].sort(),
  };
}

/** The functions that a file names itself and that are not there. */
function missingFunctions(project: string, file: string, text: string): Set<string> {
  const [, folder] = /\/__tests__\/functions\/([^/]+)\//.exec(slashed(file)) ?? [];
  const [, said = ""] = /^\/\*\*[^/]*?@functions ([a-z \n*-]+)/.exec(text) ?? [];
  const named = [...(folder === undefined ? [] : [folder]), ...(said.match(/[a-z][a-z-]*/g) ?? [])];
  const gone = named.filter((name) => !existsSync(path.join(project, "functions", name)));
  for (const [, name = "", its = ""] of text.matchAll(
    /from "(?:\.\.\/)+functions\/([a-z][a-z-]*)(\/[^"]+)?"/g,
  )) {
    const module = path.join(project, "functions", name, its || "index");
    if (![`${module}.ts`, path.join(module, "index.ts")].some((each) => existsSync(each))) {
      gone.push(name);
    }
  }
  return new Set(gone);
}

/** The TypeScript files that a file imports by relative paths. */
function importedFiles(file: string, text: string): readonly string[] {
  return [...text.matchAll(/from "(\.{1,2}\/[^"]+)"/g)].map(
    ([, target = ""]) => `${path.resolve(path.dirname(file), target)}.ts`,
  );
}

const textOf = (file: string) => readFileSync(file, "utf8");
const slashed = (file: string) => file.split(path.sep).join("/");

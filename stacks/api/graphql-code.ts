import { buildSync, formatMessagesSync, type BuildFailure, type BuildOptions } from "esbuild";
import { createRequire } from "node:module";
import path from "node:path";
import type * as AppsyncRules from "./appsync-rules";
import { GraphqlError } from "./graphql-error";
import { inputsOf, keepBundle, keptBundle, nameOfBundle } from "../kept-bundles";

/** https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MOST_CHARACTERS = 32_768;

/** What `graphql/environment.ts` is to hold in an environment. */
export type GraphqlValues = Readonly<Record<string, string | readonly string[]>>;

/** How code for AppSync is made. */
export interface GraphqlCodeOptions {
  /** `graphql/`. */
  readonly folder: string;
  readonly values: GraphqlValues;
  /** Whether to say where each line comes from, which costs characters. */
  readonly sourceMap: boolean;
}

/**
 * Bundles files of `graphql/` for AppSync's JavaScript runtime, each into one ES module with the
 * exports `request` and `response`.
 *
 * The environment's values take the place of `graphql/environment.ts`. A value may be a Terraform
 * reference, which Terraform fills in; what looks like one in the code itself is escaped.
 *
 * @returns the code by file.
 * @throws GraphqlError with every mistake: of esbuild, of what AppSync's runtime does not have, of size.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export function graphqlCode(
  files: readonly string[],
  options: GraphqlCodeOptions,
): ReadonlyMap<string, string> {
  const problems: string[] = [];
  const codes = files.flatMap((file): [string, string][] => {
    const place = path.join("graphql", path.relative(options.folder, file));
    try {
      const name = nameOfBundle(file, options);
      const kept = keptBundle(name);
      if (kept !== undefined) return [[file, forTerraform(kept.toString(), options.values)]];
      const { code, inputs } = bundled(file, options);
      const mistakes = [
        ...mistakesIn(code).map((mistake) => `${place}: ${mistake}`),
        ...(code.length > MOST_CHARACTERS
          ? [
              `${place} has ${code.length} characters; AppSync takes ${MOST_CHARACTERS} at the most.`,
            ]
          : []),
      ];
      // What is kept has been looked at.
      if (mistakes.length === 0) keepBundle(name, [...inputs, rulesFile], code);
      problems.push(...mistakes);
      return [[file, forTerraform(code, options.values)]];
    } catch (error) {
      if (error instanceof GraphqlError) {
        problems.push(`${place}: ${error.message.replaceAll("\n", ", ")}`);
        return [];
      }
      if (!isBuildFailure(error)) throw error;
      const messages = formatMessagesSync(error.errors, { kind: "error" });
      problems.push(`${place} cannot be bundled:\n${messages.join("").trim()}`);
      return [];
    }
  });
  if (problems.length > 0) throw new GraphqlError(problems);
  return new Map(codes);
}

/** Stands for a value until Terraform's own syntax in the code is escaped. */
const marker = (name: string) => `{{gatehouse:${name}}}`;

function bundled(file: string, { folder, values, sourceMap }: GraphqlCodeOptions) {
  const marked = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "string" ? marker(name) : value,
  ]);
  const { outputFiles, metafile } = buildSync({
    ...graphqlBuild(folder, Object.fromEntries(marked) as GraphqlValues),
    stdin: {
      contents: `export { request, response } from ${JSON.stringify(file)};`,
      resolveDir: folder,
      loader: "ts",
    },
    format: "esm",
    sourcemap: sourceMap ? "inline" : false,
    sourcesContent: false,
  });
  const code = outputFiles.find(({ path }) => !path.endsWith(".map"))?.text ?? "";
  // esbuild takes an export that is missing for a type, and leaves it out.
  const [, exported = ""] = /^export \{([^}]*)\};$/m.exec(code) ?? [];
  const missing = ["request", "response"].filter((name) => !exported.includes(name));
  if (missing.length > 0) throw new GraphqlError(missing.map((name) => `no export \`${name}\``));
  return { code, inputs: inputsOf("<stdin>", metafile, folder) };
}

/** How esbuild reads `graphql/`, wherever what it writes goes. */
export function graphqlBuild(folder: string, values: GraphqlValues) {
  return {
    absWorkingDir: folder,
    bundle: true,
    platform: "node",
    target: "esnext",
    external: ["@aws-appsync/utils", "@aws-appsync/utils/dynamodb"],
    define: { deployed: JSON.stringify(values) },
    legalComments: "none",
    // The compiler options of the project are for type checks.
    tsconfigRaw: "{}",
    logLevel: "silent",
    write: false,
    metafile: true,
  } as const satisfies BuildOptions;
}

const rulesFile = path.join(__dirname, "appsync-rules.ts");

/** ESLint is loaded where there is code for AppSync: most environments have none, and it takes a while. */
function mistakesIn(code: string): readonly string[] {
  const rules = createRequire(__filename)(rulesFile) as typeof AppsyncRules;
  return rules.mistakesIn(code);
}

/** Code is text in Terraform's JSON, where `${` and `%{` begin expressions. */
function forTerraform(code: string, values: GraphqlValues): string {
  const escaped = code.replace(/[$%](?=\{)/g, (sign) => sign + sign);
  return Object.entries(values).reduce(
    (text, [name, value]) =>
      typeof value === "string" ? text.replaceAll(marker(name), () => value) : text,
    escaped,
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return typeof error === "object" && error !== null && "errors" in error;
}

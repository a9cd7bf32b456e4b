import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { buildSync, formatMessagesSync, type BuildFailure } from "esbuild";
import { graphqlBuild } from "./graphql-code";
import { GraphqlError } from "./graphql-error";
import { inputsOf, keepBundle, keptBundle, nameOfBundle } from "../kept-bundles";
import { dataSourceNames, type Source } from "./source";

/** A file of `graphql/functions`, or of `graphql/resolvers` with a data source. */
export interface CodeFile {
  readonly name: string;
  readonly file: string;
  readonly source: Source;
}

/** A file of `graphql/resolvers`: of one data source, or a pipeline. */
export interface ResolverFile {
  readonly type: string;
  readonly field: string;
  readonly file: string;
  readonly source?: Source;
  /** Names of files in `graphql/functions`, in their order. */
  readonly pipeline?: readonly string[];
}

/** All resolvers, and the functions that their pipelines name. */
export interface ResolverFiles {
  readonly resolvers: readonly ResolverFile[];
  readonly functions: readonly CodeFile[];
}

const MOST_STEPS = 10;

interface Exports {
  readonly source?: Source;
  readonly pipeline?: readonly string[];
}

/**
 * Reads what the files of `graphql/` say of themselves.
 *
 * @param folder `graphql/`.
 * @throws GraphqlError with everything that is wrong with them.
 */
export function resolverFiles(folder: string): ResolverFiles {
  const problems: string[] = [];
  const functions = filesIn(path.join(folder, "functions")).flatMap((file) => {
    const name = path.basename(file, ".ts");
    const { source } = read(file, folder, problems);
    if (source === undefined) problems.push(`${shown(file, folder)} has no export \`source\`.`);
    return source === undefined ? [] : [{ name, file, source }];
  });
  const names = new Set(functions.map(({ name }) => name));
  const resolvers = filesIn(path.join(folder, "resolvers")).flatMap((file): ResolverFile[] => {
    const [type = "", field] = path.basename(file, ".ts").split(".");
    const place = shown(file, folder);
    if (field === undefined) {
      problems.push(`${place} is to be named after its field: \`Query.me.ts\`.`);
      return [];
    }
    const { source, pipeline } = read(file, folder, problems);
    if ((source === undefined) === (pipeline === undefined)) {
      problems.push(`${place} exports either \`source\` or \`pipeline\`.`);
    }
    for (const name of pipeline ?? []) {
      if (!names.has(name)) problems.push(`${place}: there is no graphql/functions/${name}.ts.`);
    }
    if ((pipeline?.length ?? 0) > MOST_STEPS) {
      problems.push(`${place}: AppSync takes ${MOST_STEPS} functions in a pipeline at the most.`);
    }
    return [{ type, field, file, ...(source && { source }), ...(pipeline && { pipeline }) }];
  });
  if (problems.length > 0) throw new GraphqlError(problems);
  const used = new Set(resolvers.flatMap(({ pipeline = [] }) => pipeline));
  return { resolvers, functions: functions.filter(({ name }) => used.has(name)) };
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => path.join(folder, name));
}

const shown = (file: string, folder: string) => path.join("graphql", path.relative(folder, file));

function read(file: string, folder: string, problems: string[]): Exports {
  const place = shown(file, folder);
  try {
    const exports = exportsOf(file, folder);
    const { source } = exports;
    if (source !== undefined && !dataSourceNames.includes(source.dataSource)) {
      problems.push(`${place}: a data source is one of ${dataSourceNames.join(", ")}.`);
    }
    return exports;
  } catch (error) {
    problems.push(`${place}: ${textOf(error)}`);
    return {};
  }
}

/** The values of `source` and `pipeline`, which need nothing but themselves. */
function exportsOf(file: string, folder: string): Exports {
  const module: { exports: Exports } = { exports: {} };
  runInNewContext(textForNode(file, folder), { module, require: () => ({}) });
  const { source, pipeline } = module.exports;
  return { ...(source && { source }), ...(pipeline && { pipeline }) };
}

function textForNode(file: string, folder: string): string {
  const options = { ...graphqlBuild(folder, {}), format: "cjs" } as const;
  const name = nameOfBundle(file, options);
  const kept = keptBundle(name);
  if (kept !== undefined) return kept.toString();
  const { outputFiles, metafile } = buildSync({ ...options, entryPoints: [file] });
  const text = outputFiles[0]?.text ?? "";
  keepBundle(name, inputsOf(path.relative(folder, file), metafile, folder), text);
  return text;
}

function textOf(error: unknown): string {
  const { errors } = error as Partial<BuildFailure>;
  if (errors !== undefined) return formatMessagesSync(errors, { kind: "error" }).join("").trim();
  return error instanceof Error ? error.message : String(error);
}

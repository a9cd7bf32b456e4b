import { describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInThisContext } from "node:vm";
import ts from "typescript";
import { type ConfigurationInput, resolveConfiguration } from "../../configuration";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { amplifyOutputs } from "../../tools/front-end/amplify-outputs";
import { awsEnvironment, environmentWith } from "../support/environments";

/*
 * Whatever README and the guides tell somebody to write or to type is tried: files are compiled in their
 * places, settings are resolved, commands and their options are there, links lead somewhere.
 */

const project = path.resolve(__dirname, "../..");
const guides = readdirSync(path.join(project, "docs/guides")).map((name) => `docs/guides/${name}`);
const documents = ["README.md", ...guides].map((name) => ({
  name,
  text: readFileSync(path.join(project, name), "utf8"),
}));

function blocks(language: string): readonly { readonly name: string; readonly code: string }[] {
  return documents.flatMap(({ name, text }) =>
    [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(
      ([, code = ""]) => ({ name, code }),
    ),
  );
}

const inFile = /^\/\/ ((?:(?:functions|graphql|src)\/\S+|extend)\.tsx?)\b.*\n/m;
const settings = blocks("ts").filter(({ code }) => !inFile.test(code));

/** What the pages use of React, which is no package of ours. */
const ofReact = `
declare module "react" {
  export type FormEvent<T> = { readonly currentTarget: T; preventDefault(): void };
  export function useState<T>(value: T): [T, (value: T) => void];
  export function useState<T>(): [T | undefined, (value: T | undefined) => void];
  export function useEffect(run: () => void, on: readonly unknown[]): void;
}
declare module "react/jsx-runtime" {
  export namespace JSX {
    type Element = object;
    interface ElementChildrenAttribute { children: unknown }
    interface IntrinsicElements {
      [name: string]: {
        readonly onClick?: () => void;
        readonly onChange?: (event: { readonly target: HTMLInputElement }) => void;
        readonly onSubmit?: (event: import("react").FormEvent<HTMLFormElement>) => void;
        readonly [name: string]: unknown;
      };
    }
  }
}
`;

describe("files that a document shows", () => {
  const files = [...blocks("ts"), ...blocks("tsx")].flatMap(({ code }) => {
    const [, ...parts] = code.split(inFile);
    return parts.flatMap((part, at) =>
      at % 2 === 0 ? [[path.join(project, part), parts[at + 1] ?? ""] as const] : [],
    );
  });

  const isOfApp = (file: string) => file.startsWith(path.join(project, "src"));

  test("compile in their places, as a team's compiler is set", () => {
    const shown = new Map(files.filter(([file]) => !isOfApp(file)));
    expect(shown.size).toBeGreaterThan(3);
    const { config } = ts.readConfigFile(path.join(project, "tsconfig.json"), (file) =>
      ts.sys.readFile(file),
    ) as { config: object };
    const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, project);
    expect(errorsOf(shown, options)).toEqual([]);
  });

  test("of an app compile, as Vite's compiler is set", () => {
    const shown = new Map(files.filter(([file]) => isOfApp(file)));
    expect(shown.size).toBeGreaterThan(1);
    const client = environmentWith({ clients: { web: { kind: "spa" } } });
    const outputs = { user_pool_id: "p", client_ids: { web: "w" }, identity_pool_id: "i" };
    const made = amplifyOutputs({ environment: client, outputs, client: "web" });
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      jsx: ts.JsxEmit.ReactJSX,
      types: [],
      strict: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      noEmit: true,
    };
    const file = path.join(project, "src/amplify_outputs.json");
    const types = path.join(project, "src/react.d.ts");
    const all = [...shown, [file, JSON.stringify(made)], [types, ofReact]] as const;
    expect(errorsOf(new Map(all), options)).toEqual([]);
  });

  function errorsOf(shown: ReadonlyMap<string, string>, options: ts.CompilerOptions) {
    const host = ts.createCompilerHost(options);
    const readFile = host.readFile.bind(host);
    const fileExists = host.fileExists.bind(host);
    const folders = new Set([...shown.keys()].map((file) => path.dirname(file)));
    const directoryExists = host.directoryExists?.bind(host) ?? (() => true);
    host.directoryExists = (folder) => folders.has(folder) || directoryExists(folder);
    host.readFile = (file) => shown.get(file) ?? readFile(file);
    host.fileExists = (file) => shown.has(file) || fileExists(file);
    const program = ts.createProgram([...shown.keys()], options, host);
    const errors = [...shown.keys()].flatMap((file) => {
      const source = program.getSourceFile(file);
      return [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ];
    });
    return errors.map(({ file, messageText }) => [file?.fileName, messageText]);
  }
});

test.each(settings.map(({ name, code }) => [name, code.trim().split("\n")[0] ?? "", code]))(
  "settings that %s shows are taken: %s",
  (_, __, code) => {
    // Our own document, and not somebody's input.
    const shown = runInThisContext(ts.transpile(`({\n${code}\n})`)) as Record<string, unknown>;
    const ofProject = ["project", "environments", "github", "expectedDifferences"];
    const isOfProject = Object.keys(shown).every((key) => ofProject.includes(key));
    // One environment, or settings of one.
    const [only] = Object.values(shown);
    const its = typeof only === "object" && only !== null && "accountId" in only ? only : shown;
    const configuration = {
      project: "acme",
      environments: { dev: { ...awsEnvironment, ...(isOfProject ? {} : its) } },
      ...(isOfProject && shown),
    } as ConfigurationInput;
    expect(() => resolveConfiguration(configuration, functionsIn(functionsFolder))).not.toThrow();
  },
);

test("commands are there, with the options that are passed", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  const commands = documents.flatMap(({ text }) =>
    [...text.matchAll(/npm run (?:--silent )?([a-z][a-z:]*)((?: -- [^`#\n&|]*)?)/g)].map(
      ([command = "", script = "", args = ""]) => ({ command, script, args }),
    ),
  );
  expect(commands.length).toBeGreaterThan(20);
  const unknown = commands.filter(({ script, args }) => {
    const [, file = "package.json"] = /(\S+\.ts)/.exec(scripts[script] ?? "") ?? [];
    const code = readFileSync(path.join(project, file), "utf8");
    const options = args.match(/--[a-z][a-z-]+/g) ?? [];
    return scripts[script] === undefined || options.some((option) => !code.includes(option));
  });
  expect(unknown.map(({ command }) => command)).toEqual([]);
});

test("links lead to files, and to headings that are there", () => {
  const headings = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
  const broken = documents.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
      ([link = "", target = "", heading]) => {
        const file = path.join(
          project,
          target === "" ? name : path.join(path.dirname(name), target),
        );
        if (!existsSync(file)) return [`${name}: ${link}`];
        if (heading === undefined) return [];
        return headings(readFileSync(file, "utf8")).includes(heading) ? [] : [`${name}: ${link}`];
      },
    ),
  );
  expect(broken).toEqual([]);
});

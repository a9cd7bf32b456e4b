import { describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInThisContext } from "node:vm";
import ts from "typescript";
import { type ConfigurationInput, resolveConfiguration } from "../../configuration";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { awsEnvironment } from "../support/environments";

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

const inFile = /^\/\/ ((?:(?:functions|graphql)\/\S+|extend)\.ts)\b.*\n/m;
const settings = blocks("ts").filter(({ code }) => !inFile.test(code));

describe("files that a document shows", () => {
  const files = blocks("ts").flatMap(({ code }) => {
    const [, ...parts] = code.split(inFile);
    return parts.flatMap((part, at) =>
      at % 2 === 0 ? [[path.join(project, part), parts[at + 1] ?? ""] as const] : [],
    );
  });

  test("compile in their places, as a team's compiler is set", () => {
    const shown = new Map(files);
    expect(shown.size).toBeGreaterThan(3);
    const { config } = ts.readConfigFile(path.join(project, "tsconfig.json"), (file) =>
      ts.sys.readFile(file),
    ) as { config: object };
    const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, project);
    const host = ts.createCompilerHost(options);
    const readFile = host.readFile.bind(host);
    const fileExists = host.fileExists.bind(host);
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
    expect(errors.map(({ file, messageText }) => [file?.fileName, messageText])).toEqual([]);
  });
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

import { expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const project = path.join(__dirname, "../..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");
const text = read("docs/operations.md");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** Each of the project's commands in the text, with its arguments. A backslash continues a line. */
const commands = [
  ...text
    .replaceAll("\\\n", " ")
    .matchAll(/npm (?:run (?:--silent )?)?(?!run)([a-z]+)((?: --[^\n`&#>]*)?)/g),
].map(([, name = "", args = ""]) => ({ name, args }));

test("every command that the operations name is one", () => {
  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter(({ name }) => !(name in scripts))).toEqual([]);
});

test("every option that they name is one of that command", () => {
  const unknown = commands.flatMap(({ name, args }) => {
    const module = /local\/commands\/\S+/.exec(scripts[name] ?? "")?.[0];
    if (module === undefined || module.endsWith("/cdktf.ts")) return [];
    const source = read(module);
    return [...args.matchAll(/(?<= )--[a-z][\w-]*/g)]
      .map(([option]) => option)
      .filter((option) => !new RegExp(`"${option}[ "]`).test(source))
      .map((option) => `${name} ${option}`);
  });
  expect(unknown).toEqual([]);
});

test("every link leads somewhere", () => {
  const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
  const broken = [...text.matchAll(/\]\(([^)]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) =>
      target.startsWith("#")
        ? !anchors.includes(target.slice(1))
        : !existsSync(path.join(project, "docs", target)),
    );
  expect(broken).toEqual([]);
});

import path from "node:path";
import { rules } from "../../configuration/rules";
import { projectFolder } from "../project/project";
import { Declarations } from "./configuration/declarations";
import { effectOfChange } from "./configuration/for-good";
import { type Option, optionsOf } from "./configuration/options";

const ofEnvironment = "environments.<name>.";

/** Every setting of `environments.ts`, as the types under `configuration/` have it. */
export function configurationOptions(): readonly Option[] {
  const declarations = new Declarations(path.join(projectFolder, "configuration"));
  return optionsOf(declarations, "ConfigurationInput");
}

/** The text of `docs/configuration.md`, in Markdown. Its tables are too wide to be laid out. */
export function configurationDocument(): string {
  const options = configurationOptions();
  const project = options.filter(({ path: at }) => !at.startsWith(ofEnvironment));
  const sections = new Map<string, Option[]>();
  for (const option of options.filter(({ path: at }) => at.startsWith(ofEnvironment))) {
    const [name = ""] = option.path.slice(ofEnvironment.length).split(/[.[]/);
    sections.set(name, [...(sections.get(name) ?? []), option]);
  }
  const single = [...sections.values()].filter((section) => section.length === 1).flat();
  const others = [...sections].filter(([, section]) => section.length > 1);
  return `# The configuration

<!-- Made by \`npm run docs\` of the types, comments and rules under configuration/. -->

Every setting of \`environments.ts\`. \`<name>\` is a name of your choice, and \`[]\` one item of a list. What has the default
"required" has none. A setting that is **for good** is held by \`gatehouse.lock.json\`: \`npm run synth\` refuses a change of
it in an environment that is locked.

## The project

${table(project, "")}

## An environment

${table(single, ofEnvironment)}

${others.map(([name, section]) => `## ${name}\n\n${opening(section)}${table(section.slice(1), ofEnvironment)}`).join("\n\n")}

## Rules between settings

Each setting can be right, and two of them wrong together. Synth refuses what breaks one of these rules.

${rules.map(({ why, see }) => `- ${why} [More](${see.replace(/^docs\//, "")}).`).join("\n")}
`;
}

/** What a part is, before the table of what is in it. */
function opening([part]: readonly Option[]): string {
  if (part === undefined) return "";
  const { rest, standard } = said(part);
  const words = [rest, ...(standard === "none" ? [] : [`Default: ${standard}.`])].filter(Boolean);
  return `${words.join(" ")}${pages(part)}\n\n`;
}

function table(options: readonly Option[], prefix: string): string {
  const rows = options.map((option) => {
    const { rest, standard } = said(option);
    const effect = effectOfChange(option.path);
    const forGood = effect === undefined ? "" : ` **For good:** ${effect}`;
    return `| \`${option.path.slice(prefix.length)}\` | \`${cell(option.type)}\` | ${cell(standard)} | ${cell(`${rest}${forGood}${pages(option)}`.trim())} |`;
  });
  return ["| setting | type | default | what it is |", "| --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}

/** A comment, and the default that it tells. */
function said({ path: at, comment, isOptional }: Option): { rest: string; standard: string } {
  const [, before = comment, standard, after = ""] =
    /^(.*?)\s*Default: (.*?)\.(?=\s[A-Z`]|$)(.*)$/s.exec(comment) ?? [];
  const whole = `${before}${after}`;
  // What the lock holds is told with what a change does.
  const rest =
    effectOfChange(at) === undefined
      ? whole
      : whole.replaceAll(/\s*(?:Each f|F)or good[^.]*\./g, "");
  return { rest: rest.trim(), standard: standard ?? (isOptional ? "none" : "required") };
}

function pages({ pages: all }: Option): string {
  return [...new Set(all)].map((page) => ` [More](${page}).`).join("");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

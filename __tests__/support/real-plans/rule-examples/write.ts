import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { mockProvider } from "../mock-provider";
import { type Project } from "./example";
import { ruleExamples } from ".";

/** What is planned together. */
export type Side = keyof (typeof ruleExamples)[string];

/** Writes the examples of one side, with each rule's in a module of its name. */
export async function writeExamples(
  folder: string,
  side: Side,
  when: "before" | "after",
): Promise<void> {
  const modules = Object.entries(ruleExamples).flatMap(([rule, { [side]: example }]) =>
    typeof example === "string" ? [] : [{ rule, project: example[when] ?? {} }],
  );
  const outputs = modules.flatMap(({ rule, project }) =>
    Object.keys(project["output"] ?? {}).map(
      (name) => [name, { value: `\${module.${rule}.${name}}` }] as const,
    ),
  );
  await write(folder, {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
    provider: { aws: mockProvider },
    module: Object.fromEntries(modules.map(({ rule }) => [rule, { source: `./${rule}` }])),
    ...(outputs.length > 0 && { output: Object.fromEntries(outputs) }),
  });
  for (const { rule, project } of modules) await write(path.join(folder, rule), project);
}

async function write(folder: string, project: Project): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "main.tf.json"), JSON.stringify(project, undefined, 2));
}

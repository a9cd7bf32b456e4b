import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

interface StackJson {
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly [block: string]: unknown;
}

/** How stacks are put together. */
export interface OnePlanProps {
  /** The one AWS provider of all. */
  readonly provider: object;
  /** Stacks that Terraform checks and does not make. */
  readonly onlyValid?: readonly string[];
}

/**
 * Puts stacks into one Terraform configuration, a module each, so that one provider plans all of them.
 * Imports and providers belong to the root, which puts out all that a stack puts out under its name.
 *
 * @param stacks their folders, by name.
 */
export function inOnePlan(
  root: string,
  stacks: Readonly<Record<string, string>>,
  { provider, onlyValid = [] }: OnePlanProps,
): void {
  const imports: object[] = [];
  for (const [name, stack] of Object.entries(stacks)) {
    const { import: own = [], ...json } = ofModule(name, stack);
    imports.push(...own.map(({ to, id }) => ({ to: `module.${name}.${to}`, id })));
    const isOfModule = ([key]: [string, unknown]) => !["provider", "backend"].includes(key);
    const settings = Object.entries(json["terraform"] as object).filter(isOfModule);
    const folder = path.join(root, "modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, "cdk.tf.json"),
      JSON.stringify({
        ...Object.fromEntries(Object.entries(json).filter(isOfModule)),
        terraform: Object.fromEntries(settings),
      }),
    );
    for (const assets of ["assets", "functions"]) {
      const from = path.join(stack, assets);
      if (existsSync(from)) cpSync(from, path.join(folder, assets), { recursive: true });
    }
  }
  const modules = Object.keys(stacks).map(
    (name) =>
      [
        name,
        { source: `./modules/${name}`, ...(onlyValid.includes(name) && { count: 0 }) },
      ] as const,
  );
  const outputs = modules.map(
    ([name]) => [name, { value: `\${module.${name}}`, sensitive: true }] as const,
  );
  writeFileSync(
    path.join(root, "cdk.tf.json"),
    JSON.stringify({
      terraform: {
        required_providers: {
          aws: { source: "aws", version: "5.100.0" },
          archive: { source: "hashicorp/archive", version: "2.7.1" },
        },
      },
      provider: { aws: [provider], archive: [{}] },
      import: imports,
      module: Object.fromEntries(modules),
      output: Object.fromEntries(outputs),
    }),
  );
}

/** A stack's configuration, with its files where they are seen from the root. */
function ofModule(name: string, stack: string): StackJson {
  const text = readFileSync(path.join(stack, "cdk.tf.json"), "utf8");
  const moved = text.replaceAll(/"((?:assets|functions)\/)/g, `"modules/${name}/$1`);
  return JSON.parse(moved) as StackJson;
}

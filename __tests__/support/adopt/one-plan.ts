import { cpSync, mkdirSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

interface StackJson {
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly [block: string]: unknown;
}

/**
 * Puts stacks into one Terraform configuration, a module each, so that one provider plans all of them.
 * Imports and providers belong to the root.
 */
export function inOnePlan(
  root: string,
  stacks: Readonly<Record<string, string>>,
  provider: object,
): void {
  const imports: object[] = [];
  for (const [name, stack] of Object.entries(stacks)) {
    const json = JSON.parse(readFileSync(path.join(stack, "cdk.tf.json"), "utf8")) as StackJson;
    const { import: own = [], ...rest } = json;
    const isOfModule = ([key]: [string, unknown]) => !["provider", "backend"].includes(key);
    const settings = Object.entries(json["terraform"] as object).filter(isOfModule);
    imports.push(...own.map(({ to, id }) => ({ to: `module.${name}.${to}`, id })));
    const folder = path.join(root, "modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, "cdk.tf.json"),
      JSON.stringify({
        ...Object.fromEntries(Object.entries(rest).filter(isOfModule)),
        terraform: Object.fromEntries(settings),
      }),
    );
    for (const assets of ["assets", "functions"]) {
      const from = path.join(stack, assets);
      if (existsSync(from)) cpSync(from, path.join(root, assets), { recursive: true });
    }
  }
  const names = Object.keys(stacks);
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
      module: Object.fromEntries(names.map((name) => [name, { source: `./modules/${name}` }])),
    }),
  );
}

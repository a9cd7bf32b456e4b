import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Terraform } from "../../../tools/terraform/terraform";
import { blockAddress } from "../../../tools/review/plan-json/configuration";
import type { Json, JsonObject } from "../../../tools/review/model";
import { madeUp } from "./made-up";
import { recordedProviders, type TerraformIn } from "./terraform-with-providers";

/*
 * Plans of projects for which no AWS is needed, not even a local one: Terraform and the provider are
 * real, and what is there before is made of their own plan. What AWS would have answered, such as an
 * ARN, is made up.
 */

/** A reference to what is made needs a plan to be known, and one more for what refers to that. */
const mostRounds = 5;

interface PlannedResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly provider_name: string;
  readonly schema_version: number;
  readonly values: JsonObject;
  readonly sensitive_values?: Json;
}

interface PlannedModule {
  readonly address?: string;
  readonly resources?: readonly PlannedResource[];
  readonly child_modules?: readonly PlannedModule[];
}

interface PlannedChange {
  readonly actions: readonly string[];
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly after_unknown: Json;
}

interface PlanDocument {
  readonly planned_values: {
    readonly root_module?: PlannedModule;
    readonly outputs?: Readonly<Record<string, { readonly value?: Json; readonly type?: Json }>>;
  };
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly change: PlannedChange;
  }[];
  readonly configuration: { readonly root_module?: ConfiguredModule };
}

interface ConfiguredModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly provider_config_key?: string;
  }[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfiguredModule }>>;
}

/** A project as files: what is there, and what somebody makes of it. */
export interface WrittenProject {
  readonly name: string;
  readonly write: (folder: string, when: "before" | "after") => Promise<void>;
}

/**
 * Plans what somebody makes of a project.
 *
 * @returns what `terraform show -json` says of the plan.
 * @throws {Error} when some resource of what is there never stops changing.
 */
export async function planWithoutAws(
  terraformIn: TerraformIn,
  folder: string,
  { write }: WrittenProject,
): Promise<string> {
  const inFolder = async (when: "before" | "after") => {
    const project = path.join(folder, when);
    await mkdir(project, { recursive: true });
    await write(project, when);
    const terraform = terraformIn(project, { TF_CLI_ARGS_plan: "-refresh=false" });
    await terraform.init();
    return { terraform, project, state: path.join(project, "terraform.tfstate") };
  };
  const before = await inFolder("before");
  await pretendToApply(before.terraform, before.project);
  const after = await inFolder("after");
  if (existsSync(before.state)) await cp(before.state, after.state);
  return planJson(after.terraform, after.project);
}

/** A hash of all that such a plan is made of. */
export async function inputsOfWritten({ write }: WrittenProject): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-real-plans-"));
  try {
    for (const when of ["before", "after"] as const) {
      await mkdir(path.join(folder, when));
      await write(path.join(folder, when), when);
    }
    const hash = createHash("sha256").update(JSON.stringify(recordedProviders));
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));
    for (const file of files.sort()) {
      hash.update(path.relative(folder, file)).update(await readFile(file));
    }
    return hash.digest("hex");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes the state that a project would have, had it been applied, as its own plan says it. */
async function pretendToApply(terraform: Terraform, folder: string): Promise<void> {
  let left: readonly string[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const plan = JSON.parse(await planJson(terraform, folder)) as PlanDocument;
    left = (plan.resource_changes ?? [])
      .filter(({ mode, change }) => mode === "managed" && isChange(change))
      .map(({ address, change }) => `${address} (${change.actions.join()})`);
    if (left.length === 0 && round > 0) return;
    await writeFile(path.join(folder, "terraform.tfstate"), stateOf(plan, round + 1));
  }
  throw new Error(`These would change at every apply: ${left.join(", ")}.`);
}

/** Whether more changes than what AWS would say of it. */
function isChange({ actions, before, after }: PlannedChange): boolean {
  if (actions.join() !== "update") return actions.join() !== "no-op";
  return Object.entries(after ?? {}).some(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before?.[name]),
  );
}

async function planJson(terraform: Terraform, folder: string): Promise<string> {
  const file = path.join(folder, "plan.tfplan");
  await terraform.planTo(file, { lock: false });
  return text(terraform.showJson(file));
}

function stateOf(plan: PlanDocument, serial: number): string {
  const changes = new Map((plan.resource_changes ?? []).map((one) => [one.address, one.change]));
  const aliases = new Map(aliasesOf(plan.configuration.root_module, ""));
  const resources = resourcesOf(plan.planned_values.root_module ?? {})
    .filter(({ resource }) => resource.mode === "managed")
    .map(({ resource, module }) => {
      const { address, mode, type, name, index, provider_name: provider } = resource;
      const alias = aliases.get(blockAddress(address));
      const { before = null, after_unknown: unknown = {} } = changes.get(address) ?? {};
      return {
        ...(module !== undefined && { module }),
        mode,
        type,
        name,
        provider: `provider["${provider}"]${alias === undefined ? "" : `.${alias}`}`,
        instances: [
          {
            ...(index !== undefined && { index_key: index }),
            schema_version: resource.schema_version,
            attributes: madeUp({ type, address, values: resource.values, before, unknown }),
            sensitive_attributes: sensitivePaths(resource.sensitive_values),
          },
        ],
      };
    });
  const outputs = Object.fromEntries(
    Object.entries(plan.planned_values.outputs ?? {}).flatMap(([name, { value, type }]) =>
      value === undefined || type === undefined ? [] : [[name, { value, type }]],
    ),
  );
  return JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial,
    lineage: "4f6a1c1e-0000-4000-8000-000000000000",
    outputs,
    resources,
  });
}

/** What the provider calls sensitive at the top; a state that did not say so would be changed. */
function sensitivePaths(marks: Json | undefined): readonly (readonly JsonObject[])[] {
  return Object.entries(marks ?? {}).flatMap(([value, mark]) =>
    mark === true ? [[{ type: "get_attr", value }]] : [],
  );
}

function resourcesOf({
  address,
  resources = [],
  child_modules: children = [],
}: PlannedModule): readonly {
  readonly resource: PlannedResource;
  readonly module: string | undefined;
}[] {
  return [
    ...resources.map((resource) => ({ resource, module: address })),
    ...children.flatMap(resourcesOf),
  ];
}

/** The alias of each block's provider, where it has one. */
function aliasesOf(module: ConfiguredModule | undefined, within: string): [string, string][] {
  const { resources = [], module_calls: calls = {} } = module ?? {};
  return [
    ...resources.flatMap(({ address, provider_config_key: key = "" }): [string, string][] => {
      const alias = /\.([^.:]+)$/.exec(key)?.[1];
      return alias === undefined ? [] : [[`${within}${address}`, alias]];
    }),
    ...Object.entries(calls).flatMap(([name, call]) =>
      aliasesOf(call.module, `${within}module.${name}.`),
    ),
  ];
}

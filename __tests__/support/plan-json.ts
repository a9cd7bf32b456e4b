import type { Json, JsonObject, Review, ReviewOptions } from "../../tools/review/model";
import { blockAddress } from "../../tools/review/plan-json/configuration";
import { isObject, valueAt } from "../../tools/review/plan-json/values";
import { reviewPlan } from "../../tools/review/review-plan";

/** One entry of `resource_changes` or `resource_drift`, as a test says it. */
export interface PlannedResource {
  readonly address?: string;
  readonly type: string;
  readonly actions?: readonly string[];
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly unknown?: Json;
  readonly beforeSensitive?: Json;
  readonly afterSensitive?: Json;
  readonly replacePaths?: Json;
  readonly more?: JsonObject;
  readonly moreOfChange?: JsonObject;
}

/** An entry as Terraform writes it. The actions follow from what is there before and after. */
export function planned(resource: PlannedResource): JsonObject {
  const { type, before = null, after = null, more, moreOfChange } = resource;
  const usual = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  return {
    address: resource.address ?? `${type}.it`,
    mode: "managed",
    type,
    name: "it",
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: {
      actions: resource.actions ?? usual,
      before,
      after,
      after_unknown: resource.unknown ?? {},
      before_sensitive: resource.beforeSensitive ?? {},
      after_sensitive: resource.afterSensitive ?? {},
      ...(resource.replacePaths !== undefined && { replace_paths: resource.replacePaths }),
      ...moreOfChange,
    },
    ...more,
  };
}

/**
 * A whole plan, as `terraform show -json` would print it. Resources that `configuration` does not have stand
 * there with a block that writes their lists and blocks, and does not say what names are made of.
 */
export function planJson(resources: readonly PlannedResource[], more: JsonObject = {}): JsonObject {
  const entries = resources.map(planned);
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: {} },
    resource_changes: entries,
    complete: true,
    errored: false,
    ...more,
    configuration: { root_module: withBlocks(entries, more["configuration"]) },
  };
}

/** A module of a configuration, as far as a test says it. */
interface Module {
  readonly resources?: readonly JsonObject[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: Module }>>;
}

function withBlocks(entries: readonly JsonObject[], configuration: Json | undefined): Json {
  const root = (configuration as { readonly root_module?: Module } | undefined)?.root_module ?? {};
  const blocks = entries.map(({ address, mode = "managed", type, change }) => ({
    address: blockAddress(typeof address === "string" ? address : ""),
    ...{ mode, type },
    expressions: Object.fromEntries(
      [valueAt(change, ["before"]), valueAt(change, ["after"])]
        .flatMap((values) => (isObject(values) ? Object.entries(values) : []))
        .flatMap(([name, value]) => (typeof value === "object" && value ? [[name, {}]] : [])),
    ),
  }));
  return moduleWith(root, blocks) as unknown as Json;
}

function moduleWith(module: Module, blocks: readonly (JsonObject & { address: string })[]): Module {
  const { resources = [], module_calls: calls = {} } = module;
  const inModules = blocks.filter(({ address }) => address.startsWith("module."));
  const names = new Set(inModules.map(({ address }) => address.split(".")[1] ?? ""));
  return {
    ...module,
    resources: [
      ...resources,
      ...blocks.filter(
        ({ address }) =>
          !address.startsWith("module.") && resources.every((one) => one["address"] !== address),
      ),
    ],
    module_calls: {
      ...calls,
      ...Object.fromEntries(
        [...names].map((name) => {
          const within = inModules
            .filter(({ address }) => address.startsWith(`module.${name}.`))
            .map((block) => ({ ...block, address: block.address.split(".").slice(2).join(".") }));
          return [name, { ...calls[name], module: moduleWith(calls[name]?.module ?? {}, within) }];
        }),
      ),
    },
  };
}

export const production: ReviewOptions = {
  mode: "plan",
  stack: undefined,
  environment: undefined,
  production: true,
  allowances: [],
  now: new Date("2026-06-15T12:00:00Z"),
};

/** Bytes as they come from a file or a process: in pieces that respect nothing. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

/** Reviews bytes, a text, or a document. */
export function review(
  plan: Uint8Array | string | Json,
  options: Partial<ReviewOptions> = {},
): Promise<Review> {
  const text = typeof plan === "string" ? plan : JSON.stringify(plan);
  const bytes = plan instanceof Uint8Array ? plan : Buffer.from(text);
  return reviewPlan(inPieces(bytes, 4096), { ...production, ...options });
}

/** What a review of these resources finds, shortly: `block trigger-removed`. */
export async function findingsOf(
  resources: readonly PlannedResource[],
  options: Partial<ReviewOptions> = {},
): Promise<readonly string[]> {
  const { findings } = await review(planJson(resources), options);
  return findings.map(({ level, rule }) => `${level} ${rule}`);
}

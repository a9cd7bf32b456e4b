import type { Json, JsonObject, Review, ReviewOptions } from "../../tools/review/model";
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

/** A whole plan, as `terraform show -json` would print it. */
export function planJson(resources: readonly PlannedResource[], more: JsonObject = {}): JsonObject {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: {} },
    resource_changes: resources.map(planned),
    configuration: {},
    complete: true,
    errored: false,
    ...more,
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

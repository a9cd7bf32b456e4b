import { createHash } from "node:crypto";
import { z } from "zod";
import type { Allowance } from "../../review/model";
import type { Environment } from "../../../configuration";
import { stateKey } from "../state/state-bucket";

/** What every artifact has. The reports are for people; all that is applied is the plan. */
export const artifactFiles = {
  manifest: "manifest.json",
  plan: "plan.tfplan",
  stack: "stack",
  reportJson: "report.json",
  reportMarkdown: "report.md",
  reportSarif: "report.sarif",
} as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** JSON leaves out what the model calls `undefined`. */
const allowanceSchema = z
  .object({
    address: z.string(),
    rule: z.string().optional(),
    reason: z.string(),
    until: z.string().optional(),
    from: z.enum(["command line", "environments.ts"]),
  })
  .transform(({ rule, until, ...rest }): Allowance => ({ ...rest, rule, until }));

/**
 * `manifest.json`: where the artifact belongs, what came of its review, and each of its files.
 * `checksum` is the SHA-256 of all the rest of it, so it stands for every file. `report.md` alone is
 * not among them: it names the checksum.
 */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal("1"),
  stack: z.string(),
  environment: z.string(),
  accountId: z.string(),
  region: z.string(),
  state: z.union([
    z.strictObject({ bucket: z.string(), key: z.string(), region: z.string() }),
    z.strictObject({ path: z.string() }),
  ]),
  terraformProduct: z.enum(["Terraform", "OpenTofu"]),
  terraformVersion: z.string(),
  createdAt: z.iso.datetime(),
  /** Of git; `null` where there is none. */
  commit: z.string().nullable(),
  /** Whether there was anything that is not in that commit. */
  uncommittedChanges: z.boolean(),
  verdict: z.enum(["no changes", "safe", "blocked"]),
  allowances: z.array(allowanceSchema).readonly(),
  /** SHA-256 by path, sorted by path. */
  files: z.record(z.string(), sha256),
  checksum: sha256,
});

/** {@link manifestSchema} */
export type Manifest = z.output<typeof manifestSchema>;

/** The checksum of an artifact with this manifest. The order of keys and spaces make no difference. */
export function checksumOf(manifest: Omit<Manifest, "checksum">): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted({ ...manifest, checksum: undefined })))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Where Terraform keeps the state of a stack, as a manifest says it. */
export function statePlace({ environment, state }: Environment, part: string): Manifest["state"] {
  return state.backend === "s3"
    ? { bucket: state.bucket, key: stateKey(state, part), region: state.region }
    : { path: `.local/${part}-${environment}.tfstate` };
}

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Allowance } from "../../review/model";
import { visible } from "../../review/visible";
import type { Environment } from "../../../configuration";
import { stateKey } from "../state/state-bucket";

/** What every artifact has. The reports are for people; `apply` goes by the manifest alone. */
export const artifactFiles = {
  manifest: "manifest.json",
  reportJson: "report.json",
  reportMarkdown: "report.md",
  reportSarif: "report.sarif",
} as const;

/** A name or a path that hides nothing and moves no terminal's cursor: errors show it as it is. */
const shown = z.string().refine((text) => text === visible(text));
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** JSON leaves out what the model calls `undefined`. */
const allowanceSchema = z
  .strictObject({
    address: z.string(),
    rule: z.string().optional(),
    reason: z.string(),
    until: z.string().optional(),
    from: z.enum(["command line", "environments.ts"]),
  })
  .transform(({ rule, until, ...rest }): Allowance => ({ ...rest, rule, until }));

/**
 * `manifest.json`: what was planned, where it belongs, and what came of its review. It says what people
 * have approved, and allows nothing: `npm run apply` synthesizes, plans and reviews anew, and compares.
 * `checksum` is the SHA-256 of all the rest of it. `report.md` alone is not among `files`: it names the
 * checksum.
 */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal("2"),
  stack: shown,
  environment: shown,
  accountId: shown,
  region: shown,
  state: z.union([
    z.strictObject({ bucket: shown, key: shown, region: shown }),
    z.strictObject({ path: shown }),
  ]),
  terraformProduct: z.literal("Terraform"),
  terraformVersion: shown,
  createdAt: z.iso.datetime(),
  /** Of git; `null` where there is none. */
  commit: shown.nullable(),
  /** Whether there was anything that is not in that commit. */
  uncommittedChanges: z.boolean(),
  /** Whether it was planned to delete everything. */
  destroy: z.boolean(),
  /** Of the review, for people. It is reviewed again. */
  verdict: z.enum(["no changes", "safe", "no objection", "blocked"]),
  /** What was allowed then, for people. What is allowed is looked up again. */
  allowances: z.array(allowanceSchema).readonly(),
  /** SHA-256 of each file of the synthesized stack, by path: its JSON and its zips. */
  synthesized: z.record(shown, sha256),
  /** SHA-256 of each change, by address: see {@link changeChecksums}. */
  changes: z.record(shown, sha256),
  /** SHA-256 of the reports, by path. */
  files: z.record(shown, sha256),
  checksum: sha256,
});

/** {@link manifestSchema} */
export type Manifest = z.output<typeof manifestSchema>;

/** A manifest as it is written: the one text that it has. Any other was written by somebody else. */
export function manifestText(manifest: Manifest): string {
  // Parsed, its keys are in the schema's order.
  const inOrder = manifestSchema.parse(JSON.parse(JSON.stringify(manifest)));
  return `${JSON.stringify(inOrder, null, 2)}\n`;
}

/** The checksum of an artifact with this manifest. The order of keys and spaces make no difference. */
export function checksumOf(manifest: Omit<Manifest, "checksum">): string {
  return createHash("sha256")
    .update(canonical({ ...manifest, checksum: undefined }))
    .digest("hex");
}

/** JSON with its keys in one order. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
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

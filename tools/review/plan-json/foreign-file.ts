import { PlanError } from "../model";

const showJson = "`terraform show -json FILE`";

/** What files begin with that are mistaken for a plan's JSON. */
const beginnings: readonly { readonly bytes: readonly number[]; readonly message: string }[] = [
  {
    bytes: [0x50, 0x4b],
    message: `This is a plan as \`terraform plan -out\` writes it, no JSON. Pass it with --plan, or write it as JSON with ${showJson}.`,
  },
  {
    bytes: [0x1f, 0x8b],
    message: "This file is compressed with gzip. Unpack it first: `gunzip FILE`.",
  },
  ...[[0xff, 0xfe], [0xfe, 0xff], [0x00], [0x7b, 0x00]].map((bytes) => ({
    bytes,
    message:
      "This file is not UTF-8 but UTF-16, as `>` in Windows PowerShell writes it. Write it with" +
      " `terraform show -json FILE | Out-File -Encoding utf8 plan.json`, or with cmd.",
  })),
];

/**
 * Refuses what is known by its first bytes.
 *
 * @throws {PlanError} saying what it is.
 */
export function refuseByBeginning(head: Uint8Array): void {
  const known = beginnings.find(
    ({ bytes }) => head.length >= bytes.length && bytes.every((byte, at) => head[at] === byte),
  );
  if (known !== undefined) throw new PlanError(known.message);
}

/** What other JSON of Terraform is known by, at its top. */
const otherDocuments: readonly { readonly key: string; readonly message: string }[] = [
  {
    key: "@level",
    message: `This is the log that \`terraform plan -json\` prints, no plan. Save the plan with \`terraform plan -out FILE\`, then write it with ${showJson}.`,
  },
  {
    key: "lineage",
    message: `This is a Terraform state, no plan. Make a plan with \`terraform plan -out FILE\`, then write it with ${showJson}.`,
  },
  {
    key: "values",
    message: `This is what \`terraform show -json\` prints of a state: it was given no plan. Name the plan's file: ${showJson}.`,
  },
  {
    key: "provider_schemas",
    message: `These are the schemas of providers, no plan. Write the plan with ${showJson}.`,
  },
  {
    key: "plan_format_version",
    message: `This is a plan as HCP Terraform redacts it, which hides what a review needs. Write it with ${showJson}.`,
  },
  {
    key: "valid",
    message: `This is what \`terraform validate -json\` prints, no plan. Write the plan with ${showJson}.`,
  },
];

/** What a document is, if it is known and no plan, by the keys at its top. */
export function otherDocument(keys: ReadonlySet<string>): string | undefined {
  return otherDocuments.find(({ key }) => keys.has(key))?.message;
}

import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Environment } from "../../../configuration";
import type { Terraform } from "../../terraform/terraform";
import { TerraformError } from "../../terraform/terraform-error";
import { hasTags, type Import } from "./existing-resources";

/** What is asked of a plan's JSON about what it imports. */
const plan = z.looseObject({
  resource_changes: z
    .array(
      z.looseObject({
        address: z.string(),
        type: z.string(),
        change: z.looseObject({
          importing: z.unknown().optional(),
          before: z
            .looseObject({ tags_all: z.record(z.string(), z.unknown()).nullish() })
            .nullish(),
        }),
      }),
    )
    .default([]),
});

/**
 * Plans a stack that may be there in part although its state does not know it: what is there is
 * imported. Whether a role is there, Terraform itself finds out, with the user's credentials and in
 * the provider's words; what it does not find, it is then let make.
 *
 * @returns whether the plan has any change.
 * @throws Error when something of the same name is there and is not this environment's.
 */
export async function planWithImports(
  terraform: Terraform,
  folder: string,
  planFile: string,
  possible: readonly Import[],
  environment: Environment,
): Promise<boolean> {
  let imports = possible;
  for (;;) {
    await writeImports(folder, imports);
    try {
      const hasChanges = await terraform.planTo(planFile);
      if (imports.length > 0) await expectOwn(terraform, planFile, environment);
      return hasChanges;
    } catch (error) {
      const missing = notThere(error);
      const left = imports.filter(({ to }) => !missing.has(to));
      if (left.length === imports.length) throw error;
      imports = left;
    }
  }
}

/** @see https://developer.hashicorp.com/terraform/language/import */
async function writeImports(folder: string, imports: readonly Import[]): Promise<void> {
  const file = path.join(folder, "imports.tf.json");
  if (imports.length === 0) await rm(file, { force: true });
  else await writeFile(file, JSON.stringify({ import: imports }));
}

/** The addresses of imports that Terraform has found nothing for. */
function notThere(error: unknown): ReadonlySet<string> {
  if (!(error instanceof TerraformError)) return new Set();
  const matches = error.diagnostics.matchAll(
    /attempting\s+to\s+import\s+an\s+existing\s+object\s+to\s+"([^"]+)",\s+the\s+provider\s+detected\s+that\s+no\s+object\s+exists/g,
  );
  return new Set(Array.from(matches, ([, address = ""]) => address));
}

async function expectOwn(
  terraform: Terraform,
  planFile: string,
  { accountId, tags }: Environment,
): Promise<void> {
  const { resource_changes } = plan.parse(JSON.parse(await text(terraform.showJson(planFile))));
  const problems = resource_changes
    .filter(({ type, change }) => change.importing != null && !isAskedElsewhere(type))
    .filter(({ change }) => !hasTags(change.before?.tags_all ?? {}, tags))
    .map(({ address, type }) =>
      type === "aws_iam_openid_connect_provider"
        ? `The account ${accountId} has an OIDC provider for GitHub already, which somebody else has made. An\n` +
          "account takes only one. Use it: name the account in environments.ts, github.accountsWithProvider."
        : `${address} exists already, and its tags do not say that it is this environment's.\n` +
          "Delete it if nobody needs it, or choose another project or environment name.",
    );
  if (problems.length > 0) throw new Error([...problems, "Nothing was changed."].join("\n"));
}

/** Aliases have no tags: the key behind one has. Whose the bucket is was asked before. */
function isAskedElsewhere(type: string): boolean {
  return type === "aws_kms_alias" || type.startsWith("aws_s3_bucket");
}

import { TerraformError } from "../../terraform/terraform-error";
import { explainLock, lockHolder } from "../state/state-lock";

/** What Terraform's words mean here, and what to do. The first that fits is told. */
const hints: readonly (readonly [RegExp, (stack: string) => string])[] = [
  [
    /Saved plan is stale/,
    (stack) =>
      `Somebody has deployed ${stack} since this was planned, so the plan does not hold any more.\n` +
      `Nothing was changed. Plan and review again: npm run plan -- ${stack} --out DIR`,
  ],
  [
    /plan file was created by|created with a different version/i,
    () =>
      "Only the very version of Terraform that has planned can read the plan: install that one.",
  ],
  [
    /Provider dependency changes detected|doesn't match any of the checksums|Inconsistent dependency lock file|Required plugins are not installed/,
    () =>
      "The providers here are not the packages that the plan was made with. Apply on the same kind of\n" +
      "machine (operating system and processor) as planned, with providers from the same source.",
  ],
  [
    /ExpiredToken|No valid credential sources|InvalidClientTokenId|SSO session has expired|security token included in the request is expired/,
    () =>
      "The AWS credentials are missing or have expired. Sign in as you do for Terraform, then run this again.",
  ],
];

/**
 * An error of Terraform's in words that say what to do; any other error as it is.
 *
 * @param stack the stack that it is about.
 */
export function explainFailure(error: unknown, stack: string): unknown {
  const holder = lockHolder(error);
  if (holder !== undefined) return new Error(explainLock(holder, stack), { cause: error });
  if (!(error instanceof TerraformError)) return error;
  const hint = hints.find(([pattern]) => pattern.test(error.diagnostics))?.[1];
  if (hint === undefined) return error;
  return new Error(`${error.message}\n\n${hint(stack)}`, { cause: error });
}

import type { Environment } from "../../configuration";

/**
 * An account ID that stands in examples, and that nobody has: up to three digits again and again, those of AWS's
 * documentation such as 111122223333, or digits in a row.
 */
export function isPlaceholderAccount(accountId: string): boolean {
  return (
    /^(\d{1,3})\1+$/.test(accountId) ||
    /^(\d)\1{3}(\d)\2{3}(\d)\3{3}$/.test(accountId) ||
    ["012345678901", "123456789012"].includes(accountId)
  );
}

/**
 * What of an environment's place is an example's, and not filled in yet: `accountId`, `state.bucket`.
 *
 * @param isLocalAws whether a local AWS answers for it, whose account is an example's.
 */
export function placeholdersOf(
  { accountId, state }: Pick<Environment, "accountId" | "state">,
  isLocalAws: boolean,
): readonly string[] {
  if (isLocalAws && accountId === "123456789012") return [];
  const bucket = state.backend === "s3" ? state.bucket : "";
  const isExample =
    /(^|-)(changeme|example|my|placeholder|todo|your)(-|$)/.test(bucket) ||
    (bucket.match(/\d{12}/g) ?? []).some(isPlaceholderAccount);
  return [
    ...(isPlaceholderAccount(accountId) ? [`accountId ${accountId}`] : []),
    ...(isExample ? [`state.bucket ${bucket}`] : []),
  ];
}

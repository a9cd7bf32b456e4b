import type { Environment } from "../../configuration";

/** An account ID that stands in examples, and that nobody has: one digit twelve times, or in a row. */
export function isPlaceholderAccount(accountId: string): boolean {
  return /^(\d)\1{11}$/.test(accountId) || accountId === "123456789012";
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
    /(^|-)(example|your|my)(-|$)/.test(bucket) ||
    (bucket.match(/\d{12}/g) ?? []).some(isPlaceholderAccount);
  return [
    ...(isPlaceholderAccount(accountId) ? [`accountId ${accountId}`] : []),
    ...(isExample ? [`state.bucket ${bucket}`] : []),
  ];
}

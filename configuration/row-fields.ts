/** Fields of the row that no configured attribute may take. `_deleted` and `_ttl` are AppSync's. */
export const reservedRowFields: readonly string[] = [
  "id",
  "__typename",
  "_version",
  "_lastChangedAt",
  "_deleted",
  "_ttl",
  "createdAt",
  "updatedAt",
  "email",
  "emailVerified",
  "username",
  "lastSignInAt",
  "pendingGroup",
  "missingSince",
  "suspended",
  // Where the user's files are: whoever could write it could have another's erased.
  "identityId",
];

/**
 * The field under which a user attribute is stored: its own name, for a custom attribute without
 * Cognito's `custom:` prefix, which GraphQL cannot name. `custom:plan` is stored as `plan`.
 */
export function rowFieldOf(attribute: string): string {
  return attribute.replace(/^custom:/, "");
}

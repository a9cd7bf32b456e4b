/** Attributes that a client may let users write. */
const standard = new Set([
  "address",
  "birthdate",
  "email",
  "family_name",
  "gender",
  "given_name",
  "locale",
  "middle_name",
  "name",
  "nickname",
  "phone_number",
  "picture",
  "preferred_username",
  "profile",
  "website",
  "zoneinfo",
]);

/**
 * Whether a claim of a token comes from an attribute that users may set themselves.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function isWritableClaim(claim: string): boolean {
  return standard.has(claim) || claim.startsWith("custom:");
}

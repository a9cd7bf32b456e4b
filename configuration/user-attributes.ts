/** The standard attributes that OpenID Connect names and a user pool has. */
export const standardAttributes = [
  "address",
  "birthdate",
  "email",
  "email_verified",
  "family_name",
  "gender",
  "given_name",
  "locale",
  "middle_name",
  "name",
  "nickname",
  "phone_number",
  "phone_number_verified",
  "picture",
  "preferred_username",
  "profile",
  "updated_at",
  "website",
  "zoneinfo",
] as const;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
export type StandardAttribute = (typeof standardAttributes)[number];

/** A user attribute as clients and triggers name it. */
export type UserAttribute = StandardAttribute | `custom:${string}`;

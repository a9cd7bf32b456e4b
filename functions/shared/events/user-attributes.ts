import type { configuration } from "../../../environments";
import type { CustomAttributesOf, StandardAttribute } from "../../../configuration";

/** `custom:` and the name of an attribute that an environment's `userPool.customAttributes` has. */
export type CustomAttribute = CustomAttributesOf<typeof configuration>;

/** Where a user stands with Cognito: the attribute `cognito:user_status`. */
export type UserStatus =
  | "UNCONFIRMED"
  | "CONFIRMED"
  | "EXTERNAL_PROVIDER"
  | "RESET_REQUIRED"
  | "FORCE_CHANGE_PASSWORD"
  | "ARCHIVED"
  | "COMPROMISED"
  | "UNKNOWN";

/**
 * What a user, or whoever makes the user, has said so far. There is no `sub` yet: Cognito gives it
 * to users who exist. Every value is a string, `email_verified` too: `"true"` or `"false"`.
 */
export type NewUserAttributes = Readonly<
  Partial<Record<StandardAttribute | CustomAttribute, string>>
> & {
  readonly "cognito:user_status"?: UserStatus;
  /** Whether the address may replace another user's as an alias: `"True"`, `"False"` or empty. */
  readonly "cognito:email_alias"?: string;
  readonly "cognito:phone_number_alias"?: string;
};

/** The attributes of a user of the pool. */
export type UserAttributes = NewUserAttributes & {
  /** Never changes and is never given to another user, unlike a username or an address. */
  readonly sub: string;
  /** JSON: the accounts at identity providers that belong to the user. */
  readonly identities?: string;
};

/** What an event says of a user whom the pool does not know: nothing. */
export type NoAttributes = Readonly<Record<string, never>>;

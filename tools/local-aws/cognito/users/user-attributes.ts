import type {
  SchemaAttributeType,
  UserPoolClientType,
  UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { CognitoError } from "../cognito-error";
import { invalidParameter, notAuthorized } from "../refusals";

/** Attributes that Cognito and administrators set, never a user. */
const systemAttributes: readonly string[] = ["sub", "email_verified", "phone_number_verified"];

/**
 * What a user may set in every pool. moto lists them only for a pool without custom ones.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
const standardAttributes: readonly string[] = [
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
  "updated_at",
  "website",
  "zoneinfo",
];

const maximumLength = 2048;

/**
 * Checks that the app client may write these attributes. A client that names no attributes may
 * write all standard ones and no custom one.
 *
 * @throws {@link CognitoError} `NotAuthorizedException`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-attribute-permissions-and-scopes
 */
export function checkWritable(client: UserPoolClientType, names: readonly string[]): void {
  checkOwn(names);
  const writable = client.WriteAttributes?.length ? client.WriteAttributes : standardAttributes;
  if (names.some((name) => !writable.includes(name))) throw unauthorizedAttribute();
}

/**
 * Checks that a user may set these attributes at all, through whichever client.
 *
 * @throws {@link CognitoError} `NotAuthorizedException`
 */
export function checkOwn(names: readonly string[]): void {
  if (names.some((name) => systemAttributes.includes(name))) throw unauthorizedAttribute();
}

function unauthorizedAttribute(): CognitoError {
  return notAuthorized("A client attempted to write unauthorized attribute");
}

/** The attributes of a user that the app client may read: all standard ones unless it names some. */
export function readableBy(client: UserPoolClientType): (name: string) => boolean {
  const named = client.ReadAttributes ?? [];
  const readable = named.length > 0 ? named : [...standardAttributes, ...systemAttributes];
  return (name) => name === "sub" || readable.includes(name);
}

/**
 * Checks values against the pool's schema.
 *
 * @throws {@link CognitoError} `InvalidParameterException` with every violation of the schema.
 */
export function checkSchema(
  pool: UserPoolType,
  attributes: Readonly<Record<string, string>>,
): void {
  refuseIfAny(
    Object.entries(attributes).flatMap(([name, value]) => violationsOf(pool, name, value)),
  );
  if (attributes["email"] && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(attributes["email"])) {
    throw invalidParameter("Invalid email address format.");
  }
  if (attributes["phone_number"] && !/^\+\d{1,15}$/.test(attributes["phone_number"])) {
    throw invalidParameter("Invalid phone number format.");
  }
}

/**
 * Checks that a new user has what the pool requires of each.
 *
 * @throws {@link CognitoError} `InvalidParameterException` naming all that is missing.
 */
export function checkRequired(
  pool: UserPoolType,
  attributes: Readonly<Record<string, string>>,
): void {
  const required = (pool.SchemaAttributes ?? []).filter(({ Required }) => Required === true);
  const missing = required.filter(({ Name = "" }) => Name !== "sub" && !attributes[Name]);
  refuseIfAny(missing.map(({ Name = "" }) => `${Name}: The attribute is required`));
}

/**
 * Checks that the pool lets existing users change these attributes.
 *
 * @throws {@link CognitoError} `InvalidParameterException`
 */
export function checkMutable(pool: UserPoolType, names: readonly string[]): void {
  const fixed = names.find((name) => name === "sub" || schemaOf(pool, name)?.Mutable === false);
  if (fixed !== undefined) {
    throw invalidParameter(`user.${fixed}: Attribute cannot be updated.\n`);
  }
}

/**
 * Checks that somebody whose account is not confirmed gets no further name to sign in with.
 *
 * @throws {@link CognitoError} `InvalidParameterException`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases
 */
export function checkNoPreferredUsername(
  pool: UserPoolType,
  attributes: Readonly<Record<string, string>>,
): void {
  if (pool.AliasAttributes?.includes("preferred_username") !== true) return;
  if (!attributes["preferred_username"]) return;
  throw invalidParameter(
    "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
  );
}

/** Whether users of the pool can have the attribute. */
export function isAttributeOf(pool: UserPoolType, name: string): boolean {
  const known = [...standardAttributes, ...systemAttributes];
  return schemaOf(pool, name) !== undefined || known.includes(name);
}

/**
 * Checks that these attributes may be taken away from a user.
 *
 * @throws {@link CognitoError} `InvalidParameterException`
 */
export function checkDeletable(pool: UserPoolType, names: readonly string[]): void {
  const unknown = names.filter((name) => !isAttributeOf(pool, name));
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `user.${name}: Attribute does not exist in the schema.\n`);
    throw invalidParameter(`Invalid user attributes: ${lines.join("")}`);
  }
  const needed = names.find((name) => name === "sub" || schemaOf(pool, name)?.Required === true);
  if (needed !== undefined) {
    throw invalidParameter(`user.${needed}: The attribute is required and cannot be deleted.\n`);
  }
}

function refuseIfAny(violations: readonly string[]): void {
  if (violations.length === 0) return;
  throw invalidParameter(`Attributes did not conform to the schema: ${violations.join("\n")}\n`);
}

function violationsOf(pool: UserPoolType, name: string, value: string): readonly string[] {
  const schema = schemaOf(pool, name);
  if (!isAttributeOf(pool, name)) return [`${name}: Attribute does not exist in the schema.`];
  switch (schema?.AttributeDataType) {
    case "Number":
      return numberViolations(schema, name, value);
    case "Boolean":
      return ["true", "false"].includes(value) ? [] : [`${name}: Attribute must be a boolean.`];
    default:
      return lengthViolations(schema, name, value);
  }
}

function numberViolations(schema: SchemaAttributeType, name: string, value: string) {
  if (!/^-?\d+$/.test(value)) return [`${name}: Attribute must be a number.`];
  const { MinValue, MaxValue } = schema.NumberAttributeConstraints ?? {};
  if (MinValue && Number(value) < Number(MinValue)) {
    return [`${name}: Number must be no less than ${MinValue}`];
  }
  return MaxValue && Number(value) > Number(MaxValue)
    ? [`${name}: Number must be no greater than ${MaxValue}`]
    : [];
}

function lengthViolations(schema: SchemaAttributeType | undefined, name: string, value: string) {
  const { MinLength, MaxLength } = schema?.StringAttributeConstraints ?? {};
  if (MinLength && value.length < Number(MinLength)) {
    return [`${name}: String must be no shorter than ${MinLength} characters`];
  }
  const longest = MaxLength ? Number(MaxLength) : maximumLength;
  return value.length > longest
    ? [`${name}: String must be no longer than ${longest} characters`]
    : [];
}

function schemaOf(pool: UserPoolType, name: string): SchemaAttributeType | undefined {
  return pool.SchemaAttributes?.find(({ Name }) => Name === name);
}

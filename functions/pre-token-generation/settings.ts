import { requiredVariable, type Variables } from "../shared/aws/environment-variables";
import { isListOfStrings, isObject, parsed } from "../shared/json";

/** What the stack tells the function, through its environment. */
export interface TokenSettings {
  readonly tableName: string;
  /** Claims by name, each with the field of the row that it copies. */
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: ScopeSettings | undefined;
  /** Whether tokens are given when the row cannot be read. */
  readonly whenTableIsDown: "refuse" | "issue";
}

/** Scopes come from a field of the row, but only those that are allowed. */
export interface ScopeSettings {
  readonly field: string;
  readonly allowed: readonly string[];
}

/**
 * Claims that Cognito keeps to itself, or that would say who the user is.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const PROTECTED = new Set(
  "acr amr at_hash aud auth_time azp client_id device_key event_id exp iat identities iss jti nbf nonce origin_jti scope sub token_use username version".split(
    " ",
  ),
);

/**
 * Reads `USER_TABLE_NAME`, and where they are set `CLAIMS` (`{"plan":"plan"}`) and `SCOPES`
 * (`{"field":"scopes","allowed":["reports/read"]}`), both JSON, and `WHEN_TABLE_IS_DOWN`.
 *
 * @throws Error that names the variable which is missing or cannot be read, or the claim that no row
 *   may set: `cognito:groups` among them.
 */
export function readTokenSettings(variables: Variables): TokenSettings {
  return {
    tableName: requiredVariable(variables, "USER_TABLE_NAME"),
    claims: claimsIn(variables["CLAIMS"]),
    scopes: scopesIn(variables["SCOPES"]),
    // Only a clear "issue" gives tokens to whoever may be suspended.
    whenTableIsDown: variables["WHEN_TABLE_IS_DOWN"] === "issue" ? "issue" : "refuse",
  };
}

function claimsIn(text: string | undefined): Readonly<Record<string, string>> {
  if (!text) return {};
  const value = parsed(text);
  if (!isObject(value) || !isListOfStrings(Object.values(value))) {
    throw new Error(
      `Environment variable CLAIMS is not a JSON object of strings, such as {"plan":"plan"}: ${text}`,
    );
  }
  for (const name of Object.keys(value)) {
    if (PROTECTED.has(name) || /^(cognito|dev):/.test(name)) {
      throw new Error(`Environment variable CLAIMS has a claim that no row may set: ${name}`);
    }
  }
  return value as Readonly<Record<string, string>>;
}

function scopesIn(text: string | undefined): ScopeSettings | undefined {
  if (!text) return undefined;
  const value = parsed(text);
  if (isObject(value) && typeof value["field"] === "string" && isListOfStrings(value["allowed"])) {
    return { field: value["field"], allowed: value["allowed"] };
  }
  throw new Error(
    `Environment variable SCOPES is not JSON like {"field":"scopes","allowed":["reports/read"]}: ${text}`,
  );
}

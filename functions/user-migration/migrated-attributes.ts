import { fits, isKnown, type AttributeRules } from "./attribute-rules";

/** What is said of an address or number, apart from the address or number itself. */
const VERIFIED = { email: "email_verified", phone_number: "phone_number_verified" } as const;

/** What becomes of a user's attributes. */
export interface MigratedAttributes {
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of the pool's attributes whose values the pool would refuse. */
  readonly leftOut: readonly string[];
  /** Names of attributes that the pool requires and the user does not bring. */
  readonly missing: readonly string[];
}

/**
 * The attributes that a user keeps. Cognito makes no user at all when it refuses one value, so a value
 * that does not fit is left out. An address counts as verified only if the source says so: a reset
 * password goes wherever a verified address points.
 *
 * `sub`, `identities` and all of `cognito:` are Cognito's own and never taken over.
 */
export function migratedAttributes(
  attributes: Readonly<Record<string, string>>,
  rules: AttributeRules,
): MigratedAttributes {
  const flags: readonly string[] = Object.values(VERIFIED);
  const brought = Object.entries(attributes).filter(
    ([name, value]) =>
      value !== "" && isKnown(rules, name) && !isCognitos(name) && !flags.includes(name),
  );
  const kept = brought.filter(([name, value]) => fits(rules, name, value));
  const names = new Set(kept.map(([name]) => name));
  const verified = Object.entries(VERIFIED).flatMap(([name, flag]) =>
    names.has(name) ? [[flag, String(attributes[flag]?.toLowerCase() === "true")] as const] : [],
  );
  return {
    attributes: Object.fromEntries([...kept, ...verified]),
    leftOut: brought.map(([name]) => name).filter((name) => !names.has(name)),
    missing: rules.required.filter((name) => !names.has(name) && !flags.includes(name)),
  };
}

function isCognitos(name: string): boolean {
  return name === "sub" || name === "identities" || name.startsWith("cognito:");
}

import { isListOfStrings, isObject } from "../shared/json";

/**
 * What the pool takes as the value of a custom attribute: the kind, and where the pool has bounds the
 * least and the most, characters of a String or the value of a Number. A list keeps 50 of them short.
 */
export type CustomRule =
  readonly ["String" | "Number", number, number] | readonly ["Boolean" | "DateTime"];

/** What a migrated user may bring along, and must. Full names throughout. */
export interface AttributeRules {
  /** Standard attributes that a migration may set. */
  readonly standard: readonly string[];
  readonly custom: Readonly<Record<string, CustomRule>>;
  /** Without these the pool makes no user. */
  readonly required: readonly string[];
}

/** Cognito's limit for any value that has no other. */
const LONGEST = 2048;

/** Standard attributes of which Cognito asks more than that they are short enough. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  // E.164: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
  phone_number: /^\+[1-9]\d{1,14}$/,
  birthdate: /^\d{4}-\d{2}-\d{2}$/,
  updated_at: /^\d{1,15}$/,
};

const DATE_TIME =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Whether the pool has the attribute and a migration may set it. */
export function isKnown(rules: AttributeRules, name: string): boolean {
  return rules.standard.includes(name) || Object.hasOwn(rules.custom, name);
}

/**
 * Whether the pool takes this value. Where AWS does not say what it takes, less is let through: what is
 * left out can be set later, and what the pool refuses keeps the user out.
 */
export function fits(rules: AttributeRules, name: string, value: string): boolean {
  // Nobody says whether Cognito counts UTF-16 units or characters: both counts must do.
  const units = value.length;
  if (units > LONGEST) return false;
  const rule = Object.hasOwn(rules.custom, name) ? rules.custom[name] : undefined;
  switch (rule?.[0]) {
    case "String":
      return units <= rule[2] && Array.from(value).length >= rule[1];
    case "Number":
      return /^-?\d{1,15}$/.test(value) && Number(value) >= rule[1] && Number(value) <= rule[2];
    case "Boolean":
      return value === "true" || value === "false";
    case "DateTime":
      return DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
    default:
      return FORMATS[name]?.test(value) ?? true;
  }
}

/** Whether a value is {@link AttributeRules}, as JSON brings it. */
export function isAttributeRules(value: unknown): value is AttributeRules {
  if (!isObject(value)) return false;
  const { standard, custom, required } = value;
  return (
    isListOfStrings(standard) &&
    isListOfStrings(required) &&
    isObject(custom) &&
    Object.values(custom).every(isRule)
  );
}

function isRule(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [kind, least, most] = value as readonly unknown[];
  return kind === "String" || kind === "Number"
    ? typeof least === "number" && typeof most === "number"
    : kind === "Boolean" || kind === "DateTime";
}

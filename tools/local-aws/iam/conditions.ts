import { BlockList, isIPv4 } from "node:net";
import { arnMatches, parsePattern, patternMatches, valuesOf } from "./patterns";
import type { ContextValues } from "./role-sessions";

/** A condition block: values by key, by operator. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Compares one value of the request with one of the policy, in which variables are put in. */
type Comparison = (actual: string, wanted: string, context: ContextValues | undefined) => boolean;

const text =
  (fold: (value: string) => string): Comparison =>
  (actual, wanted, context) =>
    // Not a pattern: a wildcard is a character here.
    literal(fold(wanted), context) === fold(actual);
const number =
  (holds: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    holds(Number(actual), Number(wanted));
const date =
  (holds: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    holds(timeOf(actual), timeOf(wanted));

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: text((value) => value),
  StringEqualsIgnoreCase: text((value) => value.toLowerCase()),
  StringLike: (actual, wanted, context) => patternMatches(parsePattern(wanted, context), actual),
  NumericEquals: number((actual, wanted) => actual === wanted),
  NumericLessThan: number((actual, wanted) => actual < wanted),
  NumericLessThanEquals: number((actual, wanted) => actual <= wanted),
  NumericGreaterThan: number((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: number((actual, wanted) => actual >= wanted),
  DateEquals: date((actual, wanted) => actual === wanted),
  DateLessThan: date((actual, wanted) => actual < wanted),
  DateLessThanEquals: date((actual, wanted) => actual <= wanted),
  DateGreaterThan: date((actual, wanted) => actual > wanted),
  DateGreaterThanEquals: date((actual, wanted) => actual >= wanted),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (actual, wanted) => actual === wanted,
  IpAddress: isWithin,
  ArnEquals: (actual, wanted, context) => arnMatches(wanted, actual, context),
  ArnLike: (actual, wanted, context) => arnMatches(wanted, actual, context),
};

const negations: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

/**
 * Whether all conditions of a statement hold for a request.
 *
 * @param hasVariables whether the policy is of a version that has policy variables.
 * @throws Error for an operator that AWS does not have.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(
  conditions: Conditions,
  context: ContextValues,
  hasVariables: boolean,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      holds(operator, valuesOf(context, key), textsIn(values), hasVariables ? context : undefined),
    ),
  );
}

function holds(
  text: string,
  actual: readonly string[],
  wanted: readonly string[],
  context: ContextValues | undefined,
): boolean {
  const [, quantifier, name = "", ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  if (name === "Null") return wanted.some((value) => (value === "true") === (actual.length === 0));
  const positive = negations[name] ?? name;
  const compare = comparisons[positive];
  if (compare === undefined)
    throw new Error(`A policy has a condition with ${text}, which IAM does not know.`);
  const isNegated = positive !== name;
  if (actual.length === 0) {
    if (quantifier === "ForAllValues" || ifExists !== undefined) return true;
    return isNegated && quantifier === undefined;
  }
  const one = (value: string) => {
    const found = wanted.some((other) => compare(value, other, context));
    return isNegated ? !found : found;
  };
  if (quantifier === "ForAllValues") return actual.every(one);
  if (quantifier === "ForAnyValue") return actual.some(one);
  // A key with several values without a quantifier: AWS says not to write it. None of them may be denied.
  return isNegated ? actual.every(one) : actual.some(one);
}

function textsIn(values: unknown): readonly string[] {
  return [values].flat().map(String);
}

function literal(wanted: string, context: ContextValues | undefined): string | undefined {
  const escaped = wanted.replace(/\$\{[^}]*\}|[*?]/g, (piece) =>
    piece.length === 1 && context !== undefined ? `\${${piece}}` : piece,
  );
  if (context === undefined) return wanted;
  const pattern = parsePattern(escaped, context);
  return pattern?.map(String).join("");
}

/** An ISO date, or seconds since 1970. */
function timeOf(value: string): number {
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}

function isWithin(actual: string, wanted: string): boolean {
  const [address = "", bits] = wanted.split("/");
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(bits ?? (family === "ipv4" ? 32 : 128)), family);
    return list.check(actual, isIPv4(actual) ? "ipv4" : "ipv6");
  } catch {
    return false;
  }
}

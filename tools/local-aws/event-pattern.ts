import { isJsonObject, type JsonObject } from "./json-protocol";

/**
 * Whether an event is one that a pattern describes: of EventBridge's rules, and of the filters of Lambda's sources.
 *
 * @throws Error on an operator that it does not know, rather than guess.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesPattern(pattern: JsonObject, event: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === "$or") {
      return list(wanted).some((one) => isJsonObject(one) && matchesPattern(one, event));
    }
    const value = isJsonObject(event) ? event[name] : undefined;
    if (isJsonObject(wanted)) return matchesPattern(wanted, value);
    return matchesLeaf(list(wanted), value);
  });
}

function matchesLeaf(rules: readonly unknown[], value: unknown): boolean {
  // Of a list, one of its values is enough.
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return rules.some((rule) => {
    if (isJsonObject(rule) && "exists" in rule) {
      return (value !== undefined && !isJsonObject(value)) === rule["exists"];
    }
    return values.some((one) => one !== undefined && holds(rule, one));
  });
}

function holds(rule: unknown, value: unknown): boolean {
  if (!isJsonObject(rule)) return rule === value;
  return Object.entries(rule).every(([operator, operand]) => {
    const known = operators[operator];
    if (known === undefined) {
      throw new Error(`The local AWS does not know the operator ${operator} of event patterns.`);
    }
    return known(operand, value);
  });
}

const ofText =
  (test: (value: string, operand: string) => boolean) =>
  (operand: unknown, value: unknown): boolean => {
    if (typeof value !== "string") return false;
    if (!isJsonObject(operand)) return test(value, String(operand));
    const folded = operand["equals-ignore-case"];
    return test(value.toLowerCase(), String(folded).toLowerCase());
  };

const startsWith = ofText((value, operand) => value.startsWith(operand));
const endsWith = ofText((value, operand) => value.endsWith(operand));
const like = ofText((value, operand) => wildcard(operand).test(value));

const operators: Readonly<Record<string, (operand: unknown, value: unknown) => boolean>> = {
  prefix: startsWith,
  suffix: endsWith,
  wildcard: like,
  "equals-ignore-case": ofText((value, other) => value.toLowerCase() === other.toLowerCase()),
  numeric: (operand, value) => typeof value === "number" && compares(list(operand), value),
  "anything-but": (operand, value) => {
    if (!isJsonObject(operand)) return !list(operand).includes(value);
    return Object.entries(operand).every(([operator, operands]) =>
      list(operands).every((one) => !holds({ [operator]: one }, value)),
    );
  },
};

/** `[">", 0, "<=", 5]`. */
function compares(operand: readonly unknown[], value: number): boolean {
  for (let index = 0; index < operand.length; index += 2) {
    const bound = Number(operand[index + 1]);
    const isSo = {
      "=": value === bound,
      "<": value < bound,
      "<=": value <= bound,
      ">": value > bound,
      ">=": value >= bound,
    }[String(operand[index])];
    if (isSo !== true) return false;
  }
  return true;
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*")}$`, "s");
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

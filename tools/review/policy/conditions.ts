import { arnContains, arnPattern, contains, literalPattern, parsePattern } from "./pattern";
import type { Condition, PolicyStatement } from "./policy-document";

type Conditional = Pick<PolicyStatement, "conditions" | "hasVariables">;

/** An operator, in its parts. */
interface Operator {
  /** `ForAnyValue`, `ForAllValues`, or empty. */
  readonly quantifier: string;
  /** `StringEquals`, and `ArnLike` for `ArnEquals` too: AWS makes no difference. */
  readonly base: string;
  /** It holds as well where the request does not have the key. */
  readonly ifExists: boolean;
}

/**
 * Whether, wherever the conditions of `inner` hold, those of `outer` do: each of them has one of
 * `inner` that asks for as much or more.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsImply(inner: Conditional, outer: Conditional): boolean {
  return outer.conditions.every((required) =>
    inner.conditions.some((given) =>
      implies(given, required, inner.hasVariables, outer.hasVariables),
    ),
  );
}

function implies(
  given: Condition,
  required: Condition,
  givenVariables: boolean,
  requiredVariables: boolean,
): boolean {
  if (given.key !== required.key) return false;
  const from = parseOperator(given.operator);
  const to = parseOperator(required.operator);
  if (from.quantifier !== to.quantifier || (from.ifExists && !to.ifExists)) return false;

  // Within one operator any of the values will do; a negated one excludes all of them.
  const pattern = (text: string, side: Condition) =>
    parsePattern(text, side === given ? givenVariables : requiredVariables);
  const isWithin = (text: string, side: Condition, of: Condition): boolean =>
    of.values.some((other) => {
      switch (to.base) {
        case "ArnLike":
        case "ArnNotLike":
          return arnContains(arnPattern(pattern(other, of)), arnPattern(pattern(text, side)));
        case "StringLike":
        case "StringNotLike":
          return contains(pattern(other, of), pattern(text, side));
        default:
          return other === text && (givenVariables === requiredVariables || !text.includes("${"));
      }
    });

  if (from.base === "StringEquals" && to.base === "StringLike") {
    return given.values.every((text) => {
      const literal = literalPattern(text, givenVariables);
      return (
        literal !== undefined &&
        required.values.some((other) => contains(pattern(other, required), literal))
      );
    });
  }
  if (from.base !== to.base) return false;
  return to.base.includes("Not")
    ? required.values.every((text) => isWithin(text, required, given))
    : given.values.every((text) => isWithin(text, given, required));
}

function parseOperator(text: string): Operator {
  const [, quantifier = "", base = text, ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(text) ?? [];
  const name = base.replace(/^(Arn(?:Not)?)Equals$/, "$1Like");
  return { quantifier, base: name, ifExists: ifExists !== undefined };
}

/** `aws:SourceArn StringEquals a or b and …`; what is negated excludes all that it lists. */
export function conditionsText(conditions: readonly Condition[]): string {
  return conditions
    .map(({ key, operator, values }) => `${key} ${operator} ${values.join(" or ")}`)
    .sort()
    .join(" and ");
}

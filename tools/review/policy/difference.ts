import { conditionsImply, conditionsText } from "./conditions";
import { type Grant, Grants, type Item, subjects } from "./grants";
import type { PolicyDocument, PolicyStatement } from "./policy-document";

/** What one policy allows and another does not, a line each. */
export interface PolicyDifference {
  /** What is allowed only after, and what was denied only before. */
  readonly widened: readonly string[];
  /** What was allowed only before, and what is denied only after. */
  readonly narrowed: readonly string[];
}

/**
 * What a change of a policy allows and takes away. Policies are compared by their meaning: order,
 * names, the case of actions and how grants are spread over statements do not count.
 *
 * It errs on the side of "widened": if nothing is listed there, no request is allowed after that was
 * not before. What several old patterns allow only together does not count as allowed, a `Deny` that
 * is gone counts whether or not anything allows what it denied, and `Not…` elements are compared with
 * ones of their kind and with `*` alone.
 */
export function policyDifference(before: PolicyDocument, after: PolicyDocument): PolicyDifference {
  const grants = new Grants();
  const allowed = (policy: PolicyDocument) => withEffect(policy, "Allow");
  const denied = (policy: PolicyDocument) => withEffect(policy, "Deny");
  return {
    widened: sorted([
      ...uncovered(grants, allowed(after), allowed(before), "new"),
      ...uncovered(grants, denied(before), denied(after), "gone"),
    ]),
    narrowed: sorted([
      ...uncovered(grants, allowed(before), allowed(after), "gone"),
      ...uncovered(grants, denied(after), denied(before), "new"),
    ]),
  };
}

/** So scattered a difference is no help to anybody: then all of the statement is named. */
const mostParts = 200;

function withEffect(policy: PolicyDocument, effect: "Allow" | "Deny"): readonly PolicyStatement[] {
  return policy.statements.filter((statement) => statement.effect === effect);
}

function sorted(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].sort();
}

/** What `statements` say and none of `others` does; `statements` is the policy that is new, or gone. */
function uncovered(
  grants: Grants,
  statements: readonly PolicyStatement[],
  others: readonly PolicyStatement[],
  side: "new" | "gone",
): readonly string[] {
  return statements.flatMap((statement) => {
    const whole = grants.of(statement);
    if (subjects.some((subject) => whole[subject].length === 0)) return [];
    let parts: readonly Grant[] = [whole];
    for (const other of others) {
      if (parts.length === 0 || parts.length > mostParts) break;
      if (!conditionsImply(statement, other)) continue;
      const covered = coverage(grants, whole, other);
      parts = parts.flatMap((part) => without(part, covered));
    }
    if (parts.length > mostParts) parts = [whole];
    return parts.map((part) => {
      // The same but for its conditions: those are what has changed.
      const same = others.find(
        (other) => without(part, coverage(grants, whole, other)).length === 0,
      );
      const onlyIf = same && conditionsText(same.conditions);
      const line = lineOf(statement, part);
      if (side === "new") return onlyIf ? `${line} (before: only if ${onlyIf})` : line;
      return onlyIf ? `${line} is now only if ${onlyIf}` : `${line} is gone`;
    });
  });
}

type Coverage = Readonly<Record<keyof Grant, ReadonlySet<Item>>>;

function coverage(grants: Grants, whole: Grant, other: PolicyStatement): Coverage {
  const by = grants.of(other);
  return {
    principals: grants.covered("principals", whole.principals, by.principals),
    actions: grants.covered("actions", whole.actions, by.actions),
    resources: grants.covered("resources", whole.resources, by.resources),
  };
}

/**
 * A part, less the combinations that are covered: for each subject in turn, what of it is not
 * covered, with all of the subjects after it.
 */
function without(part: Grant, covered: Coverage): readonly Grant[] {
  const rest: Grant[] = [];
  let inside = part;
  for (const subject of subjects) {
    const outside = inside[subject].filter((item) => !covered[subject].has(item));
    if (outside.length === inside[subject].length && outside.length > 0) return [part];
    if (outside.length > 0) rest.push({ ...inside, [subject]: outside });
    inside = { ...inside, [subject]: inside[subject].filter((item) => covered[subject].has(item)) };
  }
  return rest;
}

function lineOf({ effect, conditions }: PolicyStatement, part: Grant): string {
  const text = (items: readonly Item[]) => items.map((item) => item.text).join(", ");
  const [to, on] = [text(part.principals), text(part.resources)];
  return [
    `${effect} ${text(part.actions)}`,
    on === "" ? "" : ` on ${on}`,
    to === "" ? "" : ` to ${to}`,
    conditions.length === 0 ? "" : ` if ${conditionsText(conditions)}`,
  ].join("");
}

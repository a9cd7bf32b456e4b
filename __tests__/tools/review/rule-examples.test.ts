import { describe, expect, test } from "@jest/globals";
import { planRuleTexts } from "../../../tools/review/catalogue";
import type { Finding, Review } from "../../../tools/review/model";
import { reviewPlan } from "../../../tools/review/review-plan";
import { production } from "../../support/plan-json";
import { nameOf } from "../../support/real-plans/corpus";
import { recordedPlan } from "../../support/real-plans/recorded";
import { ruleExamples } from "../../support/real-plans/rule-examples";

/* The real provider has made the plans; how one is added stands in support/real-plans/corpus.ts. */

const reviews = new Map<string, Promise<Review>>();

function reviewOf(plan: string): Promise<Review> {
  const review = reviews.get(plan) ?? reviewPlan(recordedPlan(plan), production);
  reviews.set(plan, review);
  return review;
}

const rules = planRuleTexts.map(({ id }) => id).sort();

/** Rules that never block: what they find is worth a line. */
const noticing = new Set([
  "check-failed",
  "client-changed",
  "function-changed",
  "iam-long-lived-keys",
  "iam-session-longer",
  "protection-weakened",
  "trigger-changed",
  "value-changed",
]);

function isAt(rule: string, { address }: Pick<Finding, "address">): boolean {
  return address.startsWith(`module.${rule}.`);
}

test("every rule has a plan that it blocks and one that it lets pass", () => {
  expect(Object.keys(ruleExamples).sort()).toEqual(rules);
});

describe("what the real provider plans is found by the rule", () => {
  test.each(rules)("%s", async (rule) => {
    const example = ruleExamples[rule]?.blocked;
    const plan = typeof example === "string" ? example : nameOf("dangerous", "rules");
    const { findings } = await reviewOf(plan);
    const found = findings.filter(
      (finding) =>
        finding.rule === rule &&
        (typeof example === "string" || rule === "provider-unknown" || isAt(rule, finding)),
    );
    expect(new Set(found.map(({ level }) => level))).toContain(
      noticing.has(rule) ? "notice" : "block",
    );
  });
});

describe("what is like it is changed, and passes", () => {
  test.each(rules)("%s", async (rule) => {
    const { changes, findings } = await reviewOf(nameOf("harmless", "rules"));
    expect(changes.filter((change) => isAt(rule, change))).not.toEqual([]);
    const found = findings.filter((finding) => isAt(rule, finding));
    expect(found.filter(({ level }) => level === "block")).toEqual([]);
    if (noticing.has(rule)) expect(found.filter((one) => one.rule === rule)).toEqual([]);
  });
});

test("rules look at all of what passes", async () => {
  const { verdict, lookedAt } = await reviewOf(nameOf("harmless", "rules"));
  expect(lookedAt.unknownTypes).toEqual([]);
  expect(verdict).toBe("safe");
});

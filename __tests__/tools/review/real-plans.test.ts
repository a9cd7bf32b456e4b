import { createReadStream, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Finding, Review, ReviewOptions } from "../../../tools/review/model";
import { reviewPlan } from "../../../tools/review/review-plan";
import { duringTests } from "../../support/during-tests";
import { addresses } from "../../support/real-plans/base";
import { dangerousChanges } from "../../support/real-plans/dangerous-changes";
import { harmlessChanges } from "../../support/real-plans/harmless-changes";
import { type PlanFiles, plansOf, RealPlans } from "../../support/real-plans/real-plans";

// Terraform plans a whole stack for each test.
const minutes = 60_000;
const limit = 10 * minutes;

/** The plans under way, by the list that asks for them and their name there: each is made once. */
const plans = new Map<string, Promise<PlanFiles>>();

duringTests(
  () => RealPlans.start(),
  (realPlans) => {
    for (const [kind, changes] of Object.entries({ dangerousChanges, harmlessChanges })) {
      for (const [name, change] of plansOf(changes)) {
        const plan = realPlans.plan(change);
        // The test that waits for it tells.
        plan.catch(() => undefined);
        plans.set(`${kind}/${name}`, plan);
      }
    }
  },
);

async function reviewOf(name: string, options: Partial<ReviewOptions> = {}): Promise<Review> {
  const plan = await plans.get(name);
  if (plan === undefined) throw new Error(`There is no plan ${name}.`);
  return reviewPlan(createReadStream(plan.json), {
    mode: "plan",
    stack: "auth-prod",
    environment: "prod",
    production: true,
    allowances: [],
    now: new Date("2026-01-01"),
    ...options,
  });
}

function blocksOf(review: Review): readonly Finding[] {
  return review.findings.filter(({ level, allowed }) => level === "block" && allowed === undefined);
}

/** `<address>: <rule>` of each. */
function named(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ address, rule }) => `${address}: ${rule}`).sort();
}

function expected(blocked: (typeof dangerousChanges)[number]["blocked"]): readonly string[] {
  return Object.entries(blocked)
    .flatMap(([address, rules]) => [rules].flat().map((rule) => `${address}: ${rule}`))
    .sort();
}

describe("blocks, with the effect and what to do instead, when", () => {
  test.each(dangerousChanges)(
    "$name",
    async ({ plan, blocked }) => {
      const review = await reviewOf(`dangerousChanges/${plan}`);
      expect(review.verdict).toBe("blocked");
      const found = blocksOf(review);
      expect(named(found)).toEqual(expect.arrayContaining([...expected(blocked)]));
      for (const { cause, effect, instead } of found) {
        expect(cause).toMatch(/\S/);
        for (const sentence of [effect, instead]) expect(sentence).toMatch(/^[A-Z`].*[.)]$/s);
      }
    },
    limit,
  );
});

// Where something is replaced, more goes with it than a table should list.
const inPlace = ["constraint", "attribute removed", "attribute type", "in place", "protection"];

test.each([...inPlace, "destroy"])(
  "blocks nothing but what is dangerous in the plan `%s`",
  async (plan) => {
    const dangerous = dangerousChanges.filter((change) => change.plan === plan);
    const found = named(blocksOf(await reviewOf(`dangerousChanges/${plan}`)));
    expect([...new Set(found)]).toEqual(
      [...new Set(dangerous.flatMap(({ blocked }) => expected(blocked)))].sort(),
    );
  },
  limit,
);

describe("never blocks when", () => {
  test.each(harmlessChanges)(
    "$name",
    async ({ plan }) => {
      const review = await reviewOf(`harmlessChanges/${plan}`);
      expect(named(blocksOf(review))).toEqual([]);
      expect(review.verdict).toBe(plan === "nothing" ? "no changes" : "safe");
    },
    limit,
  );
});

test(
  "lets a new callback URL pass where no real users sign in",
  async () => {
    const review = await reviewOf("dangerousChanges/in place", { production: false });
    expect(blocksOf(review).map(({ address }) => address)).not.toContain(addresses.clients.web);
  },
  limit,
);

test(
  "never shows a secret of an identity provider or of an app client",
  async () => {
    for (const name of ["sign-in", "in place", "destroy"]) {
      const { json } = (await plans.get(`dangerousChanges/${name}`)) ?? { json: "" };
      const secrets = [...readFileSync(json, "utf8").matchAll(/"client_secret":"([^"]+)"/g)];
      expect(new Set(secrets.map(([, secret]) => secret)).size).toBe(2);
      const review = JSON.stringify(await reviewOf(`dangerousChanges/${name}`));
      for (const [, secret = ""] of secrets) expect(review).not.toContain(secret);
    }
  },
  limit,
);

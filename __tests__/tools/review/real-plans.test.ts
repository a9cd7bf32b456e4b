import { describe, expect, test } from "@jest/globals";
import type { Finding, Review, ReviewOptions } from "../../../tools/review/model";
import { reviewPlan } from "../../../tools/review/review-plan";
import { addresses } from "../../support/real-plans/base";
import { nameOf } from "../../support/real-plans/corpus";
import { dangerousChanges } from "../../support/real-plans/dangerous-changes";
import { harmlessChanges } from "../../support/real-plans/harmless-changes";
import { recordedPlan, recordedText } from "../../support/real-plans/recorded";

/* Real Terraform has made these plans; how one is added stands in support/real-plans/corpus.ts. */

async function reviewOf(name: string, options: Partial<ReviewOptions> = {}): Promise<Review> {
  return reviewPlan(recordedPlan(name), {
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
  test.each(dangerousChanges)("$name", async ({ plan, blocked }) => {
    const review = await reviewOf(nameOf("dangerous", plan));
    expect(review.verdict).toBe("blocked");
    const found = blocksOf(review);
    expect(named(found)).toEqual(expect.arrayContaining([...expected(blocked)]));
    for (const { cause, effect, instead } of found) {
      expect(cause).toMatch(/\S/);
      for (const sentence of [effect, instead]) expect(sentence).toMatch(/^[A-Z`].*[.)]$/s);
    }
  });
});

// Where something is replaced, more goes with it than a table should list.
const inPlace = [
  "import",
  "constraint",
  "attribute removed",
  "attribute type",
  "in place",
  "protection",
];

test.each([...inPlace, "destroy"])(
  "blocks nothing but what is dangerous in the plan `%s`",
  async (plan) => {
    const dangerous = dangerousChanges.filter((change) => change.plan === plan);
    const found = named(blocksOf(await reviewOf(nameOf("dangerous", plan))));
    expect([...new Set(found)]).toEqual(
      [...new Set(dangerous.flatMap(({ blocked }) => expected(blocked)))].sort(),
    );
  },
);

describe("never blocks when", () => {
  test.each(harmlessChanges)("$name", async ({ plan }) => {
    const review = await reviewOf(nameOf("harmless", plan));
    expect(named(blocksOf(review))).toEqual([]);
    expect(review.verdict).toBe(plan === "nothing" ? "no changes" : "safe");
  });
});

test("lets a new callback URL pass where no real users sign in", async () => {
  const review = await reviewOf(nameOf("dangerous", "in place"), { production: false });
  expect(blocksOf(review).map(({ address }) => address)).not.toContain(addresses.clients.web);
});

test("tells that Terraform forgets what a `removed` block names, and that it stays", async () => {
  const { findings } = await reviewOf(nameOf("hand-written", "two-regions"));
  const forgotten = findings.find(({ rule }) => rule === "stateful-resource-forgotten");
  expect(forgotten).toMatchObject({
    address: "aws_cognito_user_pool.partners",
    cause: expect.stringContaining("Terraform forgets it, and it stays in AWS"),
  });
});

test("blocks a pool of a provider's alias as any other, and leaves its neighbours be", async () => {
  const review = await reviewOf(nameOf("hand-written", "two-regions"));
  expect(named(blocksOf(review))).toEqual([
    "aws_cognito_user_pool.partners: stateful-resource-forgotten",
    "module.europe.aws_cognito_user_pool.users: protection-removed",
  ]);
  expect(review.changes.map(({ address, kind }) => [address, kind])).toEqual([
    ["aws_cognito_user_pool.partners", "forget"],
    ["aws_cognito_user_pool.visitors", "move"],
    ["aws_cognito_user_pool_client.kiosk", "create"],
    ["module.america.aws_cognito_user_pool.users", "update"],
    ["module.europe.aws_cognito_user_pool.users", "update"],
  ]);
});

test("shows an import as one, with what changes on the way", async () => {
  const [dangerous, harmless] = await Promise.all(
    ["dangerous", "harmless"].map((list) => reviewOf(nameOf(list, "import"))),
  );
  expect(dangerous?.changes).toMatchObject([
    { address: addresses.table, kind: "import", attributes: [{}] },
  ]);
  expect(harmless?.changes).toMatchObject([{ address: addresses.table, kind: "import" }]);
});

test("never shows a secret of an identity provider or of an app client", async () => {
  for (const name of ["sign-in", "in place", "destroy"]) {
    const json = recordedText(nameOf("dangerous", name));
    const secrets = [...json.matchAll(/"client_secret":"([^"]+)"/g)];
    expect(new Set(secrets.map(([, secret]) => secret)).size).toBe(2);
    const review = JSON.stringify(await reviewOf(nameOf("dangerous", name)));
    for (const [, secret = ""] of secrets) expect(review).not.toContain(secret);
  }
});

import { expect, test } from "@jest/globals";
import { parseAllowance } from "../../../tools/review/allowances";
import type { Allowance } from "../../../tools/review/model";
import { planJson, review } from "../../support/plan-json";

const reason = "The pool never had a user.";
const address = "aws_cognito_user_pool.users";

test.each<readonly [string, string, string | undefined]>([
  [` ${address} # guests-allowed = ${reason} `, address, "guests-allowed"],
  [`${address}#stateful-resource-deleted=${reason}`, address, "stateful-resource-deleted"],
  [`a.b["k=v"]#guests-allowed=${reason}`, 'a.b["k=v"]', "guests-allowed"],
  [
    `registry.terraform.io/acme/x#provider-unknown=${reason}`,
    "registry.terraform.io/acme/x",
    "provider-unknown",
  ],
  [
    `module.m["#\\"="].a.b[0]#guests-allowed=${reason}`,
    'module.m["#\\"="].a.b[0]',
    "guests-allowed",
  ],
])("%s is an allowance for one rule at an address", (text, at, rule) => {
  expect(parseAllowance(text)).toEqual({
    address: at,
    rule,
    reason,
    until: undefined,
    from: "command line",
  });
});

test("a reason may hold anything", () => {
  expect(parseAllowance(`${address}#guests-allowed=See #4: a=b "c"`).reason).toBe(
    'See #4: a=b "c"',
  );
});

test.each<readonly [string, RegExp]>([
  [address, /no reason/],
  [`${address}=${reason}`, /names no rule[^]*Write `--allow '<address>#<rule>=<reason>'`/],
  [`pool=${reason}`, /is no address[^]*names no rule/],
  [`a.b[key]=${reason}`, /has lost its quotes/],
  ["pool#no-rule= ", /is no address[^]*no rule "no-rule"[^]*no reason/],
])("everything that is wrong with %s is said at once", (text, message) => {
  expect(() => parseAllowance(text)).toThrow(message);
});

const deletion = planJson([{ address, type: "aws_cognito_user_pool", before: {} }]);

const allowed = (more: Partial<Allowance>): Allowance => ({
  address,
  rule: undefined,
  reason,
  until: undefined,
  from: "environments.ts",
  ...more,
});

test.each<readonly [string, Partial<Allowance>, string, string]>([
  ["for the address", {}, "safe", "used"],
  ["for the rule", { rule: "stateful-resource-deleted" }, "safe", "used"],
  ["for another rule", { rule: "guests-allowed" }, "blocked", "not needed"],
  ["for another address", { address: "aws_cognito_user_pool.user" }, "blocked", "not needed"],
  ["on its last day", { until: "2026-06-15" }, "safe", "used"],
  ["the day after", { until: "2026-06-14" }, "blocked", "expired"],
])("an allowance %s: the plan is %3$s of %2$s", async (_name, more, verdict, state) => {
  const { findings, ...result } = await review(deletion, { allowances: [allowed(more)] });
  expect(result.verdict).toBe(verdict);
  expect(result.allowances).toEqual([{ ...allowed(more), state }]);
  expect(findings[0]?.allowed).toEqual(verdict === "safe" ? allowed(more) : undefined);
});

test("days are those of UTC, wherever the review runs", async () => {
  const at = (now: string) =>
    review(deletion, { allowances: [allowed({ until: "2026-06-15" })], now: new Date(now) });
  expect((await at("2026-06-15T23:59:59.999Z")).verdict).toBe("safe");
  expect((await at("2026-06-16T00:00:00.000Z")).verdict).toBe("blocked");
});

test("one that has expired does not stand in the way of one that holds", async () => {
  const allowances = [allowed({ until: "2026-01-01" }), allowed({ until: "2026-12-31" })];
  const result = await review(deletion, { allowances });
  expect(result.verdict).toBe("safe");
  expect(result.allowances.map(({ state }) => state)).toEqual(["expired", "used"]);
});

import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Json, type JsonObject, PlanError } from "../../../tools/review/model";
import { visible } from "../../../tools/review/visible";
import { reviewPlan } from "../../../tools/review/review-plan";
import { inPieces, planJson, planned, production, review } from "../../support/plan-json";

const pool = { type: "aws_cognito_user_pool", before: { name: "users" }, after: null };
const plan = JSON.stringify(planJson([pool]));

test.each<readonly [string, Uint8Array | string, RegExp]>([
  ["an empty file", "", /empty/],
  ["white space", " \n", /in the middle/],
  ["a plan as -out writes it", Buffer.from("PK\u0003\u0004rest"), /--plan/],
  ["gzip", gzipSync(plan), /gunzip/],
  ["UTF-16 of PowerShell", Buffer.from(`\ufeff${plan}`, "utf16le"), /UTF-16/],
  ["UTF-16 without a mark", Buffer.from(plan, "utf16le"), /UTF-16/],
  ["text that is not UTF-8", Buffer.from(plan.replace("users", "\u00e9"), "latin1"), /not UTF-8/],
  ["a list", "[]", /one object/],
  ["a string", '"plan"', /one object/],
  ["an empty object", "{}", /no plan of Terraform/],
  ["half a plan", plan.slice(0, plan.length / 2), /in the middle/],
  ["all but the last character", plan.slice(0, -1), /in the middle/],
  ["two plans", plan + plan, /not valid JSON/],
  ["something behind the plan", `${plan} done`, /not valid JSON/],
  ["a warning before the plan", `Warning: x\n${plan}`, /not valid JSON|one object/],
  ["a missing comma", plan.replace(',"terraform_version"', ' "terraform_version"'), /not valid/],
  ["a state file", '{"version":4,"serial":1,"lineage":"x","resources":[]}', /a Terraform state/],
  [
    "a shown state",
    '{"format_version":"1.0","terraform_version":"1","values":{}}',
    /given no plan/,
  ],
  ["no state", '{"format_version":"1.0"}', /no plan of Terraform/],
  ["schemas", '{"format_version":"1.0","provider_schemas":{}}', /schemas/],
  ["plan -json", '{"@level":"info","type":"version"}\n{"@level":"info"}\n', /log that/],
  ["validate -json", '{"format_version":"1.0","valid":true}', /validate/],
])("%s is refused in one sentence that says what it is", async (_name, bytes, message) => {
  const refused = review(bytes);
  await expect(refused).rejects.toThrow(PlanError);
  await expect(refused).rejects.toThrow(message);
});

test.each<readonly [string, object, RegExp]>([
  ["that failed half way", { errored: true }, /failed in the middle/],
  ["that leaves something out", { complete: false }, /incomplete/],
  ["with deferred changes", { deferred_changes: [{}] }, /incomplete/],
  ["with deferred actions", { deferred_action_invocations: [{}] }, /incomplete/],
  ["of a format to come", { format_version: "2.0" }, /format version 2\.0/],
  ["of a format long gone", { format_version: "0.2" }, /format version 0\.2/],
  ["whose resources are an object", { resource_changes: {} }, /resource_changes/],
  ["whose resources are nothing", { resource_changes: null }, /resource_changes/],
  ["whose outputs are a list", { output_changes: [] }, /output_changes/],
  ["whose outputs have no actions", { output_changes: { a: {} } }, /no actions/],
])("a plan %s is refused", async (_name, more, message) => {
  const refused = review(planJson([], more as never));
  await expect(refused).rejects.toThrow(PlanError);
  await expect(refused).rejects.toThrow(message);
});

test.each<readonly [string, (whole: Record<string, unknown>) => void, RegExp]>([
  [
    "the configuration",
    (whole) => delete whole["configuration"],
    /no `configuration\.root_module`/,
  ],
  ["the modules", (whole) => (whole["configuration"] = {}), /no `configuration\.root_module`/],
  ["what is planned", (whole) => delete whole["planned_values"], /no plan of Terraform/],
  ["the changes", (whole) => delete whole["resource_changes"], /has 2 resources.*only 0/],
  [
    "one of the changes",
    (whole) => (whole["resource_changes"] = (whole["resource_changes"] as Json[]).slice(0, 1)),
    /has 2 resources.*only 1/,
  ],
  [
    "the block of what it makes",
    (whole) => (whole["configuration"] = { root_module: {} }),
    /no module\.app\.aws_x\.it in `configuration`/,
  ],
])("a plan that somebody has taken %s out of is refused", async (_what, takeOut, message) => {
  // Attributes that are called like what tells resources.
  const values = { resources: [{ mode: "a" }], child_modules: { resources: { mode: "b" } } };
  const address = "module.app.aws_x.it";
  const resource = (at: string) => ({ address: at, mode: "managed", type: "aws_x", values });
  const stays = { ...pool, after: pool.before, actions: ["no-op"] };
  const whole = planJson([{ type: "aws_x", address, after: values }, stays], {
    planned_values: {
      root_module: {
        resources: [resource("aws_cognito_user_pool.it")],
        child_modules: [{ address: "module.app", resources: [resource(address)] }],
      },
    },
  });
  expect((await review(whole)).counts.create).toBe(1);
  const less: Record<string, unknown> = { ...whole };
  takeOut(less);
  const refused = review(less as JsonObject);
  await expect(refused).rejects.toThrow(PlanError);
  await expect(refused).rejects.toThrow(message);
});

test("what is imported may have no block yet", async () => {
  const values = { name: "users" };
  const imported = planned({ ...pool, before: values, after: values, actions: ["no-op"] });
  const importing = { ...(imported["change"] as JsonObject), importing: { id: "1" } };
  const whole = { ...planJson([]), resource_changes: [{ ...imported, change: importing }] };
  expect((await review(whole)).counts.import).toBe(1);
});

test("a part that a newer Terraform has added keeps a plan from being called safe, or without changes", async () => {
  const { verdict, lookedAt } = await review(planJson([], { query_results: [] }));
  expect(verdict).toBe("no objection");
  expect(lookedAt.unknownTypes).toEqual(["plan.query_results"]);
});

test("a plan that would change something, and that Terraform calls nothing to apply, is refused", async () => {
  await expect(review(planJson([pool], { applyable: false }))).rejects.toThrow(/applyable/);
  expect((await review(planJson([], { applyable: false }))).verdict).toBe("no changes");
});

const deleted = planned(pool);
const change = deleted["change"] as object;
test.each<readonly [string, object, RegExp]>([
  ["without an address", { address: undefined }, /no address/],
  ["without a type", { type: 1 }, /no type/],
  ["of an unknown mode", { mode: "list" }, /mode "list"/],
  ["without a change", { change: undefined }, /no change/],
  ["without actions", { change: { ...change, actions: undefined } }, /no actions/],
  ["with no actions", { change: { ...change, actions: [] } }, /no actions/],
  ["with an unknown action", { change: { ...change, actions: ["explode"] } }, /explode/],
  ["that is deleted twice", { change: { ...change, actions: ["delete", "delete"] } }, /actions/],
  ["updated and deleted", { change: { ...change, actions: ["update", "delete"] } }, /actions/],
  ["read, though managed", { change: { ...change, actions: ["read"] } }, /only data sources/],
  ["created over something", { change: { ...change, actions: ["create"], after: {} } }, /"before"/],
  ["deleted, yet there", { change: { ...change, after: {} } }, /"after"/],
  [
    "updated from nothing",
    { change: { actions: ["update"], before: null, after: {} } },
    /"before"/,
  ],
  ["replaced by nothing", { change: { ...change, actions: ["delete", "create"] } }, /"after"/],
  ["with a text as value", { change: { ...change, before: "users" } }, /no object/],
  ["with a text as marks", { change: { ...change, after_unknown: "all" } }, /marks/],
  ["with replace paths of text", { change: { ...change, replace_paths: ["name"] } }, /no list/],
])("a resource %s is refused, with its place in the plan", async (_name, more, message) => {
  const refused = review(planJson([], { resource_changes: [{ ...deleted, ...more }] as never }));
  await expect(refused).rejects.toThrow(PlanError);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(/resource_changes\[0\]/);
});

test("a key that stands twice is refused, because nobody can say which one counts", async () => {
  const twice = plan.replace('"complete":true', '"resource_changes":[]');
  await expect(review(twice)).rejects.toThrow(/"resource_changes" twice/);
  await expect(review(plan.replace('"type"', '"type":"aws_x","type"'))).rejects.toThrow(/twice/);
  const actions = plan.replace('"before":', '"actions":["no-op"],"before":');
  await expect(review(actions)).rejects.toThrow(/"actions" twice/);
});

test("a plan is read wherever it is cut into pieces, with a mark of byte order or without", async () => {
  const text = plan.replace("users", "üsers 🙂");
  const whole = await review(text);
  expect(whole.verdict).toBe("blocked");
  for (const size of [1, 2, 3, 7]) {
    const marked = Buffer.from(`\ufeff${text}`);
    await expect(reviewPlan(inPieces(marked, size), production)).resolves.toEqual(whole);
  }
});

test("a plan that is cut anywhere never passes", async () => {
  const bytes = Buffer.from(plan);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
      await expect(review(bytes.subarray(0, length))).rejects.toThrow(PlanError);
    }),
    { numRuns: 60 },
  );
});

test("whatever a file holds, it is reviewed or refused, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.uint8Array()), async (input) => {
      await expect(review(input)).rejects.toThrow(PlanError);
    }),
    { numRuns: 200 },
  );
});

test("a resource of any shape is reviewed or refused, and nothing else", async () => {
  const shape = fc.record({
    actions: fc.constantFrom(["create"], ["update"], ["delete"], ["delete", "create"], ["forget"]),
    before: fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue())),
    after: fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue())),
    after_unknown: fc.jsonValue(),
    before_sensitive: fc.jsonValue(),
    after_sensitive: fc.jsonValue(),
    replace_paths: fc.jsonValue(),
  });
  await fc.assert(
    fc.asyncProperty(shape, async (any) => {
      const resource = { ...deleted, change: any };
      const outcome = await review(planJson([], { resource_changes: [resource] as never })).then(
        ({ changes }) => changes.length,
        (error: unknown) => error,
      );
      expect(outcome instanceof PlanError || outcome === 1).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("what is nested without end is refused, not followed", async () => {
  const deep = `{"format_version":"1.2","prior_state":${"[".repeat(100_000)}`;
  await expect(review(deep)).rejects.toThrow(/nested too deep/);
});

test("a key called __proto__ is a key like any other", async () => {
  const evil = planJson([{ type: "aws_x", before: { a: "1" }, after: { a: "2" } }]);
  const text = JSON.stringify(evil).replace('"a":"2"', '"__proto__":{"a":"1","polluted":true}');
  const { changes } = await review(text);
  expect(changes[0]?.attributes.map(({ path }) => path)).toContain("a");
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("names cannot colour a terminal, turn text around or begin a new line", async () => {
  const address = 'aws_cognito_user_pool.users["\u001b[2J\u202e\nsafe"]';
  const { findings, changes } = await review(planJson([{ ...pool, address }]));
  const shown = 'aws_cognito_user_pool.users["\\u001b[2J\\u202e\\nsafe"]';
  expect(findings[0]?.address).toBe(shown);
  expect(changes[0]?.address).toBe(shown);
  expect(visible("Überblick 🙂 日本")).toBe("Überblick 🙂 日本");
});

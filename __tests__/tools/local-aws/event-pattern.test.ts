import { expect, test } from "@jest/globals";
import { targetInput } from "../../../tools/local-aws/event-bridge/target-input";
import { outcomeOf } from "../../../tools/local-aws/event-sources/batch-outcome";
import { matchesPattern } from "../../../tools/local-aws/event-pattern";
import type { Invocation } from "../../../tools/local-aws/lambda/invocation";

const event = {
  source: "acme",
  detail: { id: "user-1", amount: 5, tags: ["a", "b"], on: true, none: null },
};

test.each<[object, boolean]>([
  [{ source: ["acme", "other"] }, true],
  [{ source: ["other"] }, false],
  [{ detail: { id: [{ prefix: "user-" }] } }, true],
  [{ detail: { id: [{ prefix: { "equals-ignore-case": "USER" } }] } }, true],
  [{ detail: { id: [{ suffix: "-2" }] } }, false],
  [{ detail: { id: [{ wildcard: "u*-1" }] } }, true],
  [{ detail: { id: [{ "anything-but": ["user-1"] }] } }, false],
  [{ detail: { id: [{ "anything-but": { prefix: "admin" } }] } }, true],
  [{ detail: { amount: [{ numeric: [">", 1, "<=", 5] }] } }, true],
  [{ detail: { amount: [{ numeric: ["<", 5] }] } }, false],
  [{ detail: { tags: ["b"] } }, true],
  [{ detail: { on: [true], none: [null] } }, true],
  [{ detail: { other: [{ exists: false }] } }, true],
  [{ detail: { id: [{ exists: false }] } }, false],
  [{ $or: [{ source: ["x"] }, { detail: { amount: [5] } }] }, true],
])("the pattern %j fits: %s", (pattern, expected) => {
  expect(matchesPattern(pattern as never, event)).toBe(expected);
});

test("an operator that nobody knows is an error, and no answer", () => {
  expect(() => matchesPattern({ source: [{ like: "x" }] }, event)).toThrow("operator like");
});

test.each<[object, unknown]>([
  [{}, event],
  [{ Input: '{"a":1}' }, { a: 1 }],
  [{ InputPath: "$.detail.tags[1]" }, "b"],
  [
    {
      InputTransformer: {
        InputPathsMap: { id: "$.detail.id", amount: "$.detail.amount" },
        InputTemplate: '{"text":"<id> pays <amount>","amount":<amount>}',
      },
    },
    { text: "user-1 pays 5", amount: 5 },
  ],
])("a target with %j is given what it asks for", (target, expected) => {
  expect(targetInput(target as never, event)).toEqual(expected);
});

const answer = (payload: unknown) =>
  ({ result: { outcome: "succeeded", payload: JSON.stringify(payload) } }) as Invocation;
const failing = (...ids: readonly (string | null)[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

test.each<[unknown, "all" | readonly string[]]>([
  [null, []],
  [{}, []],
  [{ batchItemFailures: [] }, []],
  [{ batchItemFailures: null }, []],
  [failing("b"), ["b"]],
  [failing("unknown"), "all"],
  [failing(""), "all"],
  [failing(null), "all"],
  [{ batchItemFailures: "b" }, "all"],
])("of a batch, the answer %j means that %j come again", (payload, expected) => {
  const outcome = outcomeOf(
    answer(payload),
    { FunctionResponseTypes: ["ReportBatchItemFailures"] },
    ["a", "b"],
  );
  expect(outcome === "all" ? outcome : [...outcome]).toEqual(expected);
  expect(outcomeOf(answer(payload), {}, ["a", "b"])).toEqual(new Set());
});

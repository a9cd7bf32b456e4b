import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../../tools/review/model";
import { hostileName } from "../../support/hostile-names";
import { type PlannedResource, planJson, review } from "../../support/plan-json";

const type = "aws_cognito_user_pool_client";

const client = (name: string, more: JsonObject = {}): JsonObject => ({
  user_pool_id: "p",
  name,
  callback_urls: [`https://${name}.example.com`],
  ...more,
});

const at = (
  key: string | number,
  before: JsonObject | null,
  after: JsonObject | null,
  more: Partial<PlannedResource> = {},
): PlannedResource => ({
  address: `${type}.it[${JSON.stringify(key)}]`,
  type,
  before,
  after,
  ...more,
});

async function findingsOf(resources: readonly PlannedResource[]) {
  const { findings } = await review(planJson(resources));
  return findings.map(({ level, rule, address, details, paste }) => ({
    level,
    rule,
    address,
    details,
    paste: paste?.join("\n"),
  }));
}

test("clients under other keys are one finding, with `moved` blocks to paste", async () => {
  const found = await findingsOf([
    at(0, client("web"), null),
    at(1, client("mobile"), null),
    at("web", null, client("web")),
    at("mobile", null, client("mobile")),
  ]);
  expect(found).toEqual([
    {
      level: "block",
      rule: "keys-shifted",
      address: `${type}.it`,
      details: [],
      paste: `moved {
  from = ${type}.it[0]
  to   = ${type}.it["web"]
}
moved {
  from = ${type}.it[1]
  to   = ${type}.it["mobile"]
}`,
    },
  ]);
});

test("a hostile name stays one string of a `moved` block, and the same one", async () => {
  await fc.assert(
    // What reads JSON takes such a mark at the beginning of a text for none of it.
    fc.asyncProperty(hostileName, async (hostile) => {
      const name = hostile.replace(/^\uFEFF+/, "");
      fc.pre(!["", "x", "y"].includes(name));
      const [found] = await findingsOf([
        at(0, { ...client("x"), name }, { ...client("y"), id: "1" }),
        at(1, client("y"), null),
        at("other", null, { ...client("x"), name }),
      ]);
      const lines = found?.paste?.split("\n") ?? [];
      expect(
        lines.filter((line) => /^(?:moved \{|\}| {2}from = .+| {2}to {3}= .+)$/.test(line)),
      ).toEqual(lines);
      for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      const keys = lines.flatMap((line) => /\[(".*")\]$/.exec(line)?.[1] ?? []);
      for (const key of keys) expect(key).not.toMatch(/(?<!\$)\$\{|(?<!%)%\{/);
      const read = keys.map((key) => JSON.parse(key) as unknown);
      expect(read).toContain(name.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign));
    }),
    { numRuns: 100, examples: [["${file(1)}"], ["%{if x}"], ["$${a}"]] },
  );
});

test("where `count` has lost one in the middle, what is gone is told, and the keys that hold", async () => {
  const id = (one: string, of: JsonObject) => ({ ...of, id: one });
  const found = await findingsOf([
    at(0, id("1", client("web")), id("1", client("mobile"))),
    at(1, id("2", client("mobile")), id("2", client("server"))),
    at(2, id("3", client("server")), null),
  ]);
  expect(found).toEqual([
    {
      level: "block",
      rule: "keys-shifted",
      address: `${type}.it`,
      details: [`${type}.it[0] (web) has no other key: it is deleted`],
      // Terraform refuses to move away from an address that is still declared.
      paste: `moved {
  from = ${type}.it[1]
  to   = ${type}.it["mobile"]
}
moved {
  from = ${type}.it[2]
  to   = ${type}.it["server"]
}`,
    },
  ]);
});

test("what a client gains on its way is told beside the move", async () => {
  const found = await findingsOf([
    at(0, client("web"), null),
    at("web", null, client("web", { callback_urls: ["https://elsewhere.example.net"] })),
  ]);
  expect(found.map(({ rule }) => rule)).toEqual(["callback-url-added", "keys-shifted"]);
});

test("tables of one name in two Regions have not moved", async () => {
  const table = (region: string, tags: JsonObject): PlannedResource => ({
    address: `module.rows["${region}"].aws_dynamodb_table.it`,
    type: "aws_dynamodb_table",
    before: { name: "rows", tags: {} },
    after: { name: "rows", tags },
  });
  expect(await findingsOf([table("eu", { a: "1" }), table("us", { a: "1" })])).toEqual([]);
});

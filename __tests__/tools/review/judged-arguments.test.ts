import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { judgedArguments } from "../../../tools/review/judged-arguments";
import { planJson, review } from "../../support/plan-json";

/** The arguments of a type, as the provider's bindings list them. */
function argumentsOf(type: string): readonly string[] {
  const folder = type.replace(/^aws_/, "").replaceAll("_", "-");
  const code = readFileSync(require.resolve(`@cdktf/provider-aws/lib/${folder}/index.js`), "utf8");
  const [, body = ""] =
    /\n {4}synthesizeAttributes\(\) \{\n {8}return \{\n([^]*?)\n {8}\};/.exec(code) ?? [];
  return [...body.matchAll(/^ {12}(\w+):/gm)].map(([, name = ""]) => name);
}

/** They are said of every resource, and are nobody's access or data. */
const ofEverything = ["id", "tags", "tags_all"];

describe("every argument that the provider has is judged, and no other", () => {
  test.each(Object.entries(judgedArguments))("of %s", (type, { watched, harmless }) => {
    const known = argumentsOf(type).filter((name) => !ofEverything.includes(name));
    expect(known).not.toEqual([]);
    expect([...watched, ...Object.keys(harmless)].sort()).toEqual([...known].sort());
  });
});

test.each([
  ["an argument that only a newer provider has", "what_comes_next", "no objection"],
  ["one that is nobody's access", "name", "safe"],
])("the verdict on a pool of which %s changes", async (_what, name, verdict) => {
  const plan = planJson([
    { type: "aws_cognito_user_pool", before: { [name]: "a" }, after: { [name]: "b" } },
  ]);
  expect((await review(plan)).verdict).toBe(verdict);
});

import { expect, test } from "@jest/globals";
import { unknownName } from "../../../tools/deploy/unknown-name";

const missing = (name: string) => `environments.ts has no environment ${name}`;

test.each([
  ["stagng", ["dev", "staging"], "Did you mean staging? There are: dev, staging."],
  ["devv", ["dev", "staging"], "Did you mean dev? There are: dev, staging."],
  // So far from each other that it would be a guess.
  ["qa", ["dev", "staging"], "There are: dev, staging."],
  ["dev", [], "There are none."],
])("%s, of %j", (name, all, said) => {
  expect(unknownName(missing(name), name, all)).toBe(`${missing(name)}. ${said}`);
});

test("what is known to be meant comes before what is written alike", () => {
  const all = ["state-dev", "auth-dev"];
  expect(unknownName("There is no stack dev", "dev", all, "auth-dev")).toBe(
    "There is no stack dev. Did you mean auth-dev? There are: state-dev, auth-dev.",
  );
});

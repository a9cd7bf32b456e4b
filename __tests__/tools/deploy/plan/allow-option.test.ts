import { expect, test } from "@jest/globals";
import { InvalidArgumentError } from "commander";
import { allowance } from "../../../../tools/deploy/plan/allow-option";

test.each([
  ['aws_x.all["a=b"]#guests-allowed=Nobody is in it', 'aws_x.all["a=b"]', "guests-allowed"],
  ["aws_x.one#guests-allowed=Nobody is in it", "aws_x.one", "guests-allowed"],
])("%s allows one rule at one address, for one reason", (text, address, rule) => {
  expect(allowance(text)).toEqual([
    { address, rule, reason: "Nobody is in it", until: undefined, from: "command line" },
  ]);
});

test.each([
  "aws_x.one",
  "aws_x.one=Nobody is in it",
  "aws_x.one=",
  "aws_x.one= ",
  "=because it is so",
  "",
])("%j is refused: an allowance has an address, a rule and a reason", (text) => {
  expect(() => allowance(text)).toThrow(InvalidArgumentError);
});

test("what is allowed adds up", () => {
  const first = allowance("aws_x.one#guests-allowed=The first reason");
  const both = allowance("aws_x.two#guests-allowed=The second reason", first);
  expect(both.map(({ address }) => address)).toEqual(["aws_x.one", "aws_x.two"]);
});

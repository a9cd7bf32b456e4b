import { expect, test } from "@jest/globals";
import { allowance } from "../../../local/plan/allow-option";

test.each([
  [
    "aws_cognito_user_group.admins=Nobody is in it",
    "aws_cognito_user_group.admins",
    "Nobody is in it",
  ],
  ['aws_x.all["a=b"]=Because 1 = 1', 'aws_x.all["a=b"]', "Because 1 = 1"],
  ['module.m["x\\"=y"].aws_x.one = moved ', 'module.m["x\\"=y"].aws_x.one', "moved"],
])("%s allows one address for one reason", (text, address, reason) => {
  expect(allowance(text)).toEqual([
    { address, reason, rule: undefined, until: undefined, from: "command line" },
  ]);
});

test.each(["aws_x.one", "aws_x.one=", "aws_x.one= ", "=because", ""])(
  "%j is refused: an allowance has an address and a reason",
  (text) => {
    expect(() => allowance(text)).toThrow(/by its address in the plan, and why/);
  },
);

test("what is allowed adds up", () => {
  expect(allowance("aws_x.two=b", allowance("aws_x.one=a")).map(({ address }) => address)).toEqual([
    "aws_x.one",
    "aws_x.two",
  ]);
});

import { differenceAt } from "../plan-json/values";
import type { Rule } from "./rule";
import { causeOf } from "./watch";

/** The role that a function acts with. */
export const iamFunctionRole: Rule = {
  id: "iam-function-role",
  title: "A function acts with another role.",
  why: "A function can do what its role may do.",
  fix: "Change the policies of the role that it has.",
  see: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  types: ["aws_lambda_function"],
  check: (change) => {
    const role = change.after === null ? undefined : differenceAt(change, ["role"]);
    if (role === undefined || typeof role.before !== "string") return [];
    return [
      {
        level: "block",
        cause: causeOf(change, ["role"], role),
        effect: "The function has other rights in AWS than before, over users' data as well.",
        instead: "Change the policies of the role it has, where a review shows what is new.",
        // Then its trust and its policies are compared with what they were.
        unlessReplaced: { type: "aws_iam_role", attribute: "arn", value: role.before },
      },
    ];
  },
};

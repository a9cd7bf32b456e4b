import { differenceAt } from "../plan-json/values";
import type { Rule } from "./rule";
import { causeOf } from "./watch";

/** The role that a function acts with. */
export const iamFunctionRole: Rule = {
  id: "iam-function-role",
  title: "A function acts with another role.",
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

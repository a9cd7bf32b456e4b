import { z } from "zod";
import type { Caller } from "./functions";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const conditions = z.record(z.string(), z.record(z.string(), oneOrMore));

const schema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(["Allow", "Deny"]),
      Principal: z.union([z.string(), z.object({ Service: oneOrMore.optional() })]),
      Action: oneOrMore,
      Condition: conditions.optional(),
    }),
  ),
});

type Statement = z.output<typeof schema>["Statement"][number];

/**
 * Evaluates a function's resource-based policy for a service that wants to invoke it: some
 * statement must allow it, and none deny it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * @param policy the JSON text that `GetPolicy` returns.
 * @throws Error on a condition that it does not know, rather than guess.
 */
export function policyAllows(policy: string, caller: Caller): boolean {
  const applying = schema
    .parse(JSON.parse(policy))
    .Statement.filter((statement) => appliesTo(statement, caller));
  return (
    applying.some(({ Effect }) => Effect === "Allow") &&
    !applying.some(({ Effect }) => Effect === "Deny")
  );
}

function appliesTo(statement: Statement, caller: Caller): boolean {
  const { Principal } = statement;
  const principals = typeof Principal === "string" ? [Principal] : (Principal.Service ?? []);
  return (
    principals.some((principal) => principal === "*" || principal === caller.service) &&
    statement.Action.some((action) => matches(action.toLowerCase(), "lambda:invokefunction")) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, values, caller)),
    )
  );
}

/** The operators and keys that `AddPermission` writes. */
function holds(operator: string, key: string, values: readonly string[], caller: Caller): boolean {
  const actual = valueOf(key, caller);
  switch (operator) {
    case "StringEquals":
    case "ArnEquals":
    case "ArnLike":
    case "StringLike":
      return values.some((value) =>
        operator === "StringEquals" ? value === actual : matches(value, actual),
      );
    default:
      throw new Error(
        `The function's resource-based policy has a ${operator} condition, which the local AWS ` +
          "does not evaluate. lambda:AddPermission writes ArnLike and StringEquals only.",
      );
  }
}

function valueOf(key: string, caller: Caller): string {
  switch (key.toLowerCase()) {
    case "aws:sourcearn":
      return caller.sourceArn;
    case "aws:sourceaccount":
      return caller.sourceAccount;
    default:
      throw new Error(
        `The function's resource-based policy has a condition on ${key}, which the local AWS does ` +
          "not evaluate. Use AWS:SourceArn and AWS:SourceAccount.",
      );
  }
}

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

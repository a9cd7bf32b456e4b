import type { JsonObject, ResourceChange } from "../model";
import { isUnknown } from "../plan-json/values";
import type { ResourceReference, Rule, RuleFinding } from "./rule";
import { named } from "./watch";

const instead =
  "Set `source_arn` to the one resource that calls it, and `source_account` for those whose ARN has no account.";

/** Who may invoke a function. */
export const iamFunctionCallers: Rule = {
  id: "iam-function-callers",
  title: "Somebody else may invoke a function.",
  types: ["aws_lambda_permission"],
  check: (change) => {
    const { before, after } = change;
    if (after === null || (before !== null && isSameGrant(change, before, after))) return [];
    const principal = isUnknown(change, ["principal"]) ? undefined : textOf(after["principal"]);
    const isService = principal !== undefined && /\.amazonaws\.com(\.cn)?$/.test(principal);
    const isBounded = boundsOf(principal).some(
      (attribute) => isUnknown(change, [attribute]) || textOf(after[attribute]) !== undefined,
    );
    return [callerFinding(change, after, principal, isService, isBounded)];
  },
};

/** Functions that answer anybody on the internet. */
export const iamFunctionUrl: Rule = {
  id: "iam-function-url",
  title: "A function answers anybody on the internet.",
  types: ["aws_lambda_function_url"],
  check: (change) => {
    const { before, after } = change;
    if (after?.["authorization_type"] !== "NONE" || before?.["authorization_type"] === "NONE") {
      return [];
    }
    const holder = functionOf(after);
    return [
      {
        level: before === null && holder === undefined ? "notice" : "block",
        cause: "`authorization_type` is `NONE`",
        effect: "Anybody on the internet can call the function, with whatever it may do to users.",
        instead:
          "Use `AWS_IAM`, or let the function check every caller itself and allow the change.",
        ...(before === null && holder && { unlessCreated: holder }),
      },
    ];
  },
};

/** What limits a permission: for everybody an organisation does, too. */
function boundsOf(principal: string | undefined): readonly string[] {
  const ofSource = ["source_arn", "source_account"];
  return principal === "*" ? [...ofSource, "principal_org_id"] : ofSource;
}

function callerFinding(
  change: ResourceChange,
  after: JsonObject,
  principal: string | undefined,
  isService: boolean,
  isBounded: boolean,
): RuleFinding {
  const who = principal
    ? named(change, ["principal"], principal)
    : "a principal that is known only after apply";
  const holder = functionOf(after);
  const isNew = change.before === null && holder === undefined;
  const unlessCreated = change.before === null && holder ? { unlessCreated: holder } : {};
  if (!isBounded && (isService || principal === "*" || principal === undefined)) {
    return {
      level: isNew ? "notice" : "block",
      cause: `${who} may invoke the function, whatever the source`,
      effect:
        principal === "*"
          ? "Anybody with an AWS account can call the function with events of their own making."
          : "Somebody else's account can make the service call the function with events of their own making.",
      instead,
      ...unlessCreated,
    };
  }
  return {
    level: isService || isBounded || isNew ? "notice" : "block",
    cause: `${who} may invoke the function`,
    effect: "It can call the function with events that look like those of users.",
    instead: isService
      ? "See that its source is the one resource that is to call it."
      : "Name a role rather than an account, and only one that needs it.",
    ...unlessCreated,
  };
}

/** Whether a permission that is replaced allows the same callers. */
function isSameGrant(change: ResourceChange, before: JsonObject, after: JsonObject): boolean {
  return [
    "action",
    "principal",
    "source_arn",
    "source_account",
    "principal_org_id",
    "event_source_token",
    "function_url_auth_type",
  ].every(
    (attribute) =>
      !isUnknown(change, [attribute]) && textOf(before[attribute]) === textOf(after[attribute]),
  );
}

/** The function that a permission or an address is for; `undefined`: known only after apply, so new. */
function functionOf(values: JsonObject): ResourceReference | undefined {
  const name = textOf(values["function_name"]);
  if (name === undefined) return undefined;
  // A name, `account:function:name`, or an ARN, with or without a version.
  const value = /(?:^|:)function:([^:]+)/.exec(name)?.[1] ?? name.replace(/:.*$/, "");
  return { type: "aws_lambda_function", attribute: "function_name", value };
}

/** Providers write an empty text for what is not set. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

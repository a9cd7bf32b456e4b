import type { JsonObject, ResourceChange } from "../model";
import { isUnknown } from "../plan-json/values";
import { type NamedResource, namedBy, type Rule } from "./rule";
import { named } from "./watch";

const instead =
  "Set `source_arn` to the one resource that calls it, and `source_account` for those whose ARN has no account.";

/** Who may invoke a function. */
export const iamFunctionCallers: Rule = {
  id: "iam-function-callers",
  title: "Somebody else may invoke a function.",
  why: "Whoever may invoke a trigger's function can send it events that look like Cognito's.",
  fix: "Name the source's ARN, and its account where the ARN has none.",
  see: "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
  types: ["aws_lambda_permission"],
  check: (change) => {
    const { before, after } = change;
    if (after === null || (before !== null && isSameGrant(change, before, after))) return [];
    const principal = isUnknown(change, ["principal"]) ? undefined : textOf(after["principal"]);
    const isService = principal !== undefined && /\.amazonaws\.com(\.cn)?$/.test(principal);
    const who = principal
      ? named(change, ["principal"], principal)
      : "a principal that is known only after apply";
    const isNamed = isSourceNamed(change, after) || isOrganisation(change, after);
    const more = before === null ? { unlessCreated: functionOf(change) } : {};
    if (isService && isNamed) {
      return [
        {
          level: "notice",
          cause: `${who} may invoke the function`,
          effect: "It can call the function with events that look like those of users.",
          instead: "See that its source is the one resource that is to call it.",
          ...more,
        },
      ];
    }
    return [
      {
        level: "block",
        cause: isNamed
          ? `${who} may invoke the function`
          : `${who} may invoke the function, whatever the source`,
        effect:
          principal === "*"
            ? "Anybody with an AWS account can call the function with events of their own making."
            : isService
              ? "Somebody else's account can make the service call the function with events of their own making."
              : "It can call the function with events that look like those of users.",
        instead: isService
          ? instead
          : "Name a role rather than an account, and only one that needs it.",
        ...more,
      },
    ];
  },
};

/** Functions that answer anybody on the internet. */
export const iamFunctionUrl: Rule = {
  id: "iam-function-url",
  title: "A function answers anybody on the internet.",
  why: "A function URL without authentication answers anybody on the internet.",
  fix: "Use `AWS_IAM`.",
  see: "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
  types: ["aws_lambda_function_url"],
  check: (change) => {
    const { before, after } = change;
    if (after === null || before?.["authorization_type"] === "NONE") return [];
    const isUnsaid = isUnknown(change, ["authorization_type"]);
    if (!isUnsaid && after["authorization_type"] !== "NONE") return [];
    return [
      {
        level: "block",
        cause: isUnsaid
          ? "`authorization_type` is known only after apply"
          : "`authorization_type` is `NONE`",
        effect: "Anybody on the internet can call the function, with whatever it may do to users.",
        instead:
          "Use `AWS_IAM`, or let the function check every caller itself and allow the change.",
        ...(before === null && { unlessCreated: functionOf(change) }),
      },
    ];
  },
};

/**
 * Whether the source says whose it is. The ARN of a bucket has no account, but a bucket's name is its
 * own; a pattern for any account or any bucket names nobody.
 */
function isSourceNamed(change: ResourceChange, after: JsonObject): boolean {
  if (isUnknown(change, ["source_account"]) || textOf(after["source_account"]) !== undefined) {
    return true;
  }
  if (isUnknown(change, ["source_arn"])) return true;
  const source = textOf(after["source_arn"]);
  if (source === undefined) return false;
  const [, , service = "", , account = "", ...path] = source.split(":");
  if (/^\d{12}$/.test(account)) return true;
  if (account !== "") return false;
  // `arn:aws:apigateway:<region>::/restapis/…` has no account either.
  return ["s3", "apigateway", "route53"].includes(service) && !/^\/?[*?]/.test(path.join(":"));
}

/** Everybody of an organisation is not everybody. */
function isOrganisation(change: ResourceChange, after: JsonObject): boolean {
  return isUnknown(change, ["principal_org_id"]) || textOf(after["principal_org_id"]) !== undefined;
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

/** The function that a permission or an address is for. */
function functionOf(change: ResourceChange): NamedResource {
  return namedBy(change, ["function_name"], "aws_lambda_function", "function_name", functionName);
}

/** Of a name, `account:function:name`, or an ARN, with or without a version. */
function functionName(name: string): string {
  return /(?:^|:)function:([^:]+)/.exec(name)?.[1] ?? name.replace(/:.*$/, "");
}

/** Providers write an empty text for what is not set. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

import type { Json, ResourceChange } from "../model";
import { hasMark, isList, isObject, marksAt, valueAt } from "../plan-json/values";
import { detailLines } from "./iam-details";
import { namedBy, type Rule } from "./rule";

/** Access control lists that let in whoever asks, or whoever has any AWS account. */
export const iamPublicBucket: Rule = {
  id: "iam-public-bucket",
  title: "An access control list opens a bucket or its objects to everybody.",
  why: "An access control list can open a bucket to the whole internet.",
  fix: "Leave the list private and grant access by a policy.",
  see: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
  types: ["aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_object"],
  check: (change) => {
    if (change.after === null) return [];
    const before = openings(change, change.before);
    const more = openings(change, change.after).filter((line) => !before.includes(line));
    // With an `acl`, the rest is computed from it.
    const isUnknown =
      change.before !== null &&
      typeof change.after["acl"] !== "string" &&
      hasMark(marksAt(change.afterUnknown, "access_control_policy"));
    if (more.length === 0 && !isUnknown) return [];
    const isItself = change.type === "aws_s3_bucket" && change.before === null;
    return [
      {
        level: isItself ? "notice" : "block",
        cause: isUnknown ? "its access control list is known only after apply" : more.join(", "),
        effect: "Everybody on the internet can list, read or even replace what users keep there.",
        instead:
          "Leave the list `private` and grant access by a policy that names who needs it; if it is meant to be public, allow the change and say why.",
        details: detailLines(more),
        ...(!isItself && {
          unlessCreated: namedBy(change, ["bucket"], "aws_s3_bucket", "bucket"),
        }),
      },
    ];
  },
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
function openings(change: ResourceChange, values: ResourceChange["after"]): readonly string[] {
  if (values === null) return [];
  // Canned lists of buckets are among what protects buckets.
  const acl = change.type === "aws_s3_object" ? values["acl"] : undefined;
  const grants = [
    ...blocks(values["grant"]).map((grant) => [grant, grant] as const),
    ...blocks(valueAt(values, ["access_control_policy", 0, "grant"])).map(
      (grant) => [grant, valueAt(grant, ["grantee", 0])] as const,
    ),
  ];
  return [
    ...(typeof acl === "string" && /^(public-|authenticated-read)/.test(acl)
      ? [`\`acl\` is ${acl}`]
      : []),
    ...grants.flatMap(([grant, grantee]) => {
      const uri = valueAt(grantee, ["uri"]);
      if (typeof uri !== "string" || !/\/global\/(AllUsers|AuthenticatedUsers)$/.test(uri))
        return [];
      const permission = valueAt(grant, ["permission"]) ?? valueAt(grant, ["permissions"]);
      return [`${JSON.stringify(permission ?? null)} is granted to ${uri}`];
    }),
  ];
}

function blocks(value: Json | undefined): readonly Json[] {
  if (isList(value)) return value;
  return isObject(value) ? [value] : [];
}

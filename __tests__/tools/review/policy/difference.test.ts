import { expect, test } from "@jest/globals";
import { policyDifference } from "../../../../tools/review/policy/difference";
import { parsePolicy } from "../../../../tools/review/policy/policy-document";

type Elements = Readonly<Record<string, unknown>>;

const get = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const trust = {
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: "cognito-identity.amazonaws.com" },
  Condition: {
    StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:1" },
    "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
  },
};

function difference(
  before: readonly Elements[],
  after: readonly Elements[],
  version = "2012-10-17",
) {
  const [from, to] = [before, after].map((Statement) =>
    parsePolicy(JSON.stringify({ Version: version, Statement })),
  );
  if (!from || !to) throw new Error("A policy of this test is none.");
  return policyDifference(from, to);
}

test.each<[string, readonly Elements[], readonly Elements[]]>([
  ["a name", [get], [{ Sid: "Read", ...get }]],
  ["the case of an action", [get], [{ ...get, Action: "S3:getObject" }]],
  [
    "an account by its id or its root user",
    [{ ...get, Principal: { AWS: "arn:aws:iam::123456789012:root" } }],
    [{ ...get, Principal: { AWS: ["123456789012"] } }],
  ],
  ["everybody", [{ ...get, Principal: "*" }], [{ ...get, Principal: { AWS: "*" } }]],
  [
    "one condition key's case and a single value's list",
    [{ ...get, Condition: { StringEquals: { "aws:SourceAccount": "1" } } }],
    [{ ...get, Condition: { StringEquals: { "AWS:sourceaccount": ["1"] } } }],
  ],
  [
    "a truth that is a word",
    [{ ...get, Condition: { Bool: { "aws:SecureTransport": false } } }],
    [{ ...get, Condition: { Bool: { "aws:SecureTransport": "False" } } }],
  ],
  ["every action", [{ ...get, Action: "*" }], [{ ...get, Action: "*:*" }]],
  [
    "an action that a wildcard holds already",
    [{ ...get, Action: "s3:Get*" }],
    [{ ...get, Action: ["s3:Get*", "s3:GetObject"] }],
  ],
])("no difference: %s", (_, before, after) => {
  expect(difference(before, after)).toEqual({ widened: [], narrowed: [] });
});

test.each<[string, readonly Elements[], readonly Elements[], readonly string[]]>([
  [
    "an action",
    [get],
    [{ ...get, Action: ["s3:GetObject", "s3:PutObject"] }],
    ["Allow s3:PutObject on arn:aws:s3:::b/*"],
  ],
  [
    "only what no statement allowed, of several",
    [get, { ...get, Action: "s3:PutObject", Resource: "arn:aws:s3:::c/*" }],
    [
      {
        ...get,
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: ["arn:aws:s3:::b/x", "arn:aws:s3:::c/x"],
      },
    ],
    ["Allow s3:GetObject on arn:aws:s3:::c/x", "Allow s3:PutObject on arn:aws:s3:::b/x"],
  ],
  [
    "a wildcard across the parts of an ARN",
    [{ ...get, Resource: "arn:aws:sqs:*:1:q" }],
    [{ ...get, Resource: "arn:aws:sqs:eu-west-1:2:x:1:q" }],
    ["Allow s3:GetObject on arn:aws:sqs:eu-west-1:2:x:1:q"],
  ],
  [
    "a variable where there was a name that looks like one",
    [{ ...get, Resource: "arn:aws:s3:::b/$?aws:username?" }],
    [{ ...get, Resource: "arn:aws:s3:::b/${aws:username}" }],
    ["Allow s3:GetObject on arn:aws:s3:::b/${aws:username}"],
  ],
  [
    "a condition that is gone",
    [trust],
    [{ ...trust, Condition: { StringEquals: trust.Condition.StringEquals } }],
    [
      "Allow sts:AssumeRoleWithWebIdentity to Federated cognito-identity.amazonaws.com if cognito-identity.amazonaws.com:aud StringEquals eu-west-1:1 (before: only if cognito-identity.amazonaws.com:amr ForAnyValue:StringLike authenticated and cognito-identity.amazonaws.com:aud StringEquals eu-west-1:1)",
    ],
  ],
  [
    "a condition on another key",
    [{ ...get, Condition: { StringEquals: { "aws:SourceAccount": "1" } } }],
    [{ ...get, Condition: { StringEquals: { "aws:PrincipalAccount": "1" } } }],
    [
      "Allow s3:GetObject on arn:aws:s3:::b/* if aws:principalaccount StringEquals 1 (before: only if aws:sourceaccount StringEquals 1)",
    ],
  ],
  [
    "a principal",
    [{ ...get, Principal: { AWS: "123456789012" } }],
    [{ ...get, Principal: { AWS: ["123456789012", "arn:aws:iam::123456789012:role/r"] } }],
    ["Allow s3:GetObject on arn:aws:s3:::b/* to AWS arn:aws:iam::123456789012:role/r"],
  ],
  [
    "a denial that is gone, and one that has an exception",
    [
      { ...get, Effect: "Deny", Action: "s3:DeleteObject" },
      { ...get, Effect: "Deny", Action: "s3:PutObject" },
    ],
    [
      {
        ...get,
        Effect: "Deny",
        Action: "s3:PutObject",
        Condition: { StringNotLike: { "aws:PrincipalArn": "x" } },
      },
    ],
    [
      "Deny s3:DeleteObject on arn:aws:s3:::b/* is gone",
      "Deny s3:PutObject on arn:aws:s3:::b/* is now only if aws:principalarn StringNotLike x",
    ],
  ],
  [
    "all actions but some, of which there are fewer",
    [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" }],
    [{ Effect: "Allow", NotAction: ["iam:*"], Resource: "*" }],
    ["Allow all but iam:* on *"],
  ],
])("widened: %s", (_, before, after, expected) => {
  expect(difference(before, after).widened).toEqual(expected);
});

test.each<[string, readonly Elements[], readonly Elements[]]>([
  ["an action less", [{ ...get, Action: ["s3:GetObject", "s3:PutObject"] }], [get]],
  ["one file of a folder", [get], [{ ...get, Resource: "arn:aws:s3:::b/x" }]],
  ["a condition more", [get], [{ ...get, Condition: { Bool: { "aws:SecureTransport": true } } }]],
  [
    "the one branch of the many",
    [{ ...get, Condition: { StringLike: { sub: "repo:x:*" } } }],
    [{ ...get, Condition: { StringEquals: { sub: "repo:x:ref" } } }],
  ],
  [
    "everybody but more",
    [{ ...get, Condition: { StringNotEquals: { k: ["a"] } } }],
    [{ ...get, Condition: { StringNotEquals: { k: ["a", "b"] } } }],
  ],
  [
    "ARNs, by either operator",
    [{ ...get, Condition: { ArnLike: { k: "arn:aws:sns:*:1:*" } } }],
    [{ ...get, Condition: { ArnEquals: { k: "arn:aws:sns:eu-west-1:1:t" } } }],
  ],
])("narrowed, and not widened: %s", (_, before, after) => {
  const found = difference(before, after);
  expect(found.widened).toEqual([]);
  expect(found.narrowed).not.toEqual([]);
});

test("without a version there are no variables, so that a text like one is another text", () => {
  const policy = { ...get, Resource: "arn:aws:s3:::b/${aws:username}" };
  const before = parsePolicy(JSON.stringify({ Statement: policy }));
  const after = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: policy }));
  expect(before && after && policyDifference(before, after).widened).toHaveLength(1);
});

test("a policy larger than AWS would take is compared to the last statement", () => {
  const statements = Array.from({ length: 100 }, (_, index) => ({
    ...get,
    Action: Array.from({ length: 20 }, (_unused, action) => `s3:Action${String(action)}`),
    Resource: Array.from(
      { length: 10 },
      (_unused, at) => `arn:aws:s3:::b${String(index)}/${String(at)}*`,
    ),
  }));
  const more = [...statements.slice(1).reverse(), { ...statements[0], Action: "s3:Action99" }];
  expect(difference(statements, more).widened).toHaveLength(1);
});

test.each([
  ["no JSON", "{"],
  ["an element that IAM does not have", { Statement: [{ ...get, Conditions: {} }] }],
  ["both Action and NotAction", { Statement: [{ ...get, NotAction: "s3:*" }] }],
  ["neither", { Statement: [{ Effect: "Allow", Resource: "*" }] }],
  ["another case of an element", { Statement: [{ ...get, effect: "Allow" }] }],
  ["an effect that is none", { Statement: [{ ...get, Effect: "allow" }] }],
  ["a kind of principal that is none", { Statement: [{ ...get, Principal: { Aws: "1" } }] }],
  ["no statement", { Version: "2012-10-17" }],
])("is no policy that can be compared: %s", (_, policy) => {
  expect(parsePolicy(typeof policy === "string" ? policy : JSON.stringify(policy))).toBeUndefined();
});

test("no text, and an empty object, is no policy at all", () => {
  expect(parsePolicy("")).toEqual({ statements: [] });
  expect(parsePolicy("{}")).toEqual({ statements: [] });
});

import { describe, expect, test } from "@jest/globals";
import { evaluate } from "../../../../tools/local-aws/iam/evaluation";
import type { Statement } from "../../../../tools/local-aws/iam/role-policies";

/*
 * Cases that AWS documents:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */

const policy = (...statements: readonly Statement[]) => ({
  name: "one",
  policy: { Version: "2012-10-17", Statement: statements },
});

interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

const ask = (
  statements: readonly Statement[],
  { action = "s3:GetObject", resource = "arn:aws:s3:::bucket/a/b", context = {} }: Asked = {},
  more: Partial<Parameters<typeof evaluate>[0]> = {},
) =>
  evaluate({
    principalArn: "arn:aws:sts::111122223333:assumed-role/ada/session",
    accountId: "111122223333",
    action,
    resource,
    context,
    identityPolicies: [policy(...statements)],
    bounds: [],
    resourcePolicy: undefined,
    ...more,
  });

/** What a case has in place of a statement's own; `undefined` takes it away. */
type Parts = { readonly [Key in keyof Statement]?: Statement[Key] | undefined };

const allow = (parts: Parts = {}): Statement =>
  ({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "*",
    ...parts,
  }) as Statement;
const deny = (parts: Parts = {}): Statement => ({ ...allow(parts), Effect: "Deny" });

test("nothing is allowed by itself, and a deny wins whatever its place", () => {
  expect(ask([])).toBe("ImplicitlyDenied");
  expect(ask([allow()])).toBe("Allowed");
  expect(ask([allow(), deny()])).toBe("ExplicitlyDenied");
  expect(ask([deny(), allow()])).toBe("ExplicitlyDenied");
});

test.each<readonly [string, Parts, string, boolean]>([
  ["an action's case makes no difference", { Action: "S3:getobject" }, "s3:GetObject", true],
  ["* is any characters", { Action: "s3:Get*" }, "s3:GetObjectAcl", true],
  ["? is one", { Action: "s3:GetObjec?" }, "s3:GetObject", true],
  ["and not none", { Action: "s3:GetObject?" }, "s3:GetObject", false],
  ["*:* is all", { Action: "*:*" }, "iam:PassRole", true],
  ["NotAction is all others", { Action: undefined, NotAction: "iam:*" }, "s3:GetObject", true],
  ["and not those", { Action: undefined, NotAction: "IAM:*" }, "iam:PassRole", false],
])("actions: %s", (_rule, parts, action, isAllowed) => {
  expect(ask([allow(parts)], { action })).toBe(isAllowed ? "Allowed" : "ImplicitlyDenied");
});

test.each<readonly [string, Parts, string, boolean]>([
  [
    "* goes on over slashes",
    { Resource: "arn:aws:s3:::bucket/*" },
    "arn:aws:s3:::bucket/a/b",
    true,
  ],
  [
    "and over colons in the last part",
    { Resource: "arn:aws:logs:*:*:log-group:*" },
    "arn:aws:logs:eu-west-1:1:log-group:a:log-stream:b",
    true,
  ],
  ["but within a part before", { Resource: "arn:aws:s3:*:bucket" }, "arn:aws:s3:::bucket", false],
  ["arn:aws:* is every ARN", { Resource: "arn:aws:*" }, "arn:aws:s3:::bucket", true],
  ["?* needs a character", { Resource: "arn:aws:s3:::?*" }, "arn:aws:s3:::b", true],
  ["its case counts", { Resource: "arn:aws:s3:::Bucket" }, "arn:aws:s3:::bucket", false],
  [
    "NotResource is all others",
    { Resource: undefined, NotResource: "arn:aws:s3:::bucket" },
    "arn:aws:s3:::other",
    true,
  ],
  [
    "and not those",
    { Resource: undefined, NotResource: "arn:aws:s3:::b*" },
    "arn:aws:s3:::bucket",
    false,
  ],
  [
    "an asterisk of a request is none of a policy's",
    { Resource: "arn:aws:s3:::bucket" },
    "*",
    false,
  ],
])("resources: %s", (_rule, parts, resource, isAllowed) => {
  expect(ask([allow(parts)], { resource })).toBe(isAllowed ? "Allowed" : "ImplicitlyDenied");
});

describe("variables", () => {
  const mine = [allow({ Resource: "arn:aws:s3:::bucket/${aws:username}/*" })];
  const asked = (username: string | readonly string[] | undefined, resource: string) =>
    ask(mine, { resource, context: username === undefined ? {} : { "aws:username": username } });

  test("stand for the request's value, which is no pattern", () => {
    expect(asked("ada", "arn:aws:s3:::bucket/ada/x")).toBe("Allowed");
    expect(asked("ada", "arn:aws:s3:::bucket/bob/x")).toBe("ImplicitlyDenied");
    expect(asked("*", "arn:aws:s3:::bucket/bob/x")).toBe("ImplicitlyDenied");
    expect(asked(undefined, "arn:aws:s3:::bucket//x")).toBe("ImplicitlyDenied");
    expect(asked(["ada", "bob"], "arn:aws:s3:::bucket/ada/x")).toBe("ImplicitlyDenied");
  });

  test("may have a stand-in, and spell what would be a wildcard", () => {
    const standIn = [allow({ Resource: "arn:aws:s3:::bucket/${aws:username, 'all'}/*" })];
    expect(ask(standIn, { resource: "arn:aws:s3:::bucket/all/x" })).toBe("Allowed");
    const spelled = [allow({ Resource: "arn:aws:s3:::bucket/${*}${?}${$}" })];
    expect(ask(spelled, { resource: "arn:aws:s3:::bucket/*?$" })).toBe("Allowed");
    expect(ask(spelled, { resource: "arn:aws:s3:::bucket/abc" })).toBe("ImplicitlyDenied");
  });
});

describe("conditions", () => {
  type Case = readonly [
    string,
    string,
    readonly string[],
    string | readonly string[] | undefined,
    boolean,
  ];
  test.each<Case>([
    ["equal", "StringEquals", ["a", "b"], "b", true],
    ["a case counts", "StringEquals", ["a"], "A", false],
    ["unless it is ignored", "StringEqualsIgnoreCase", ["a"], "A", true],
    ["an asterisk is a character", "StringEquals", ["*"], "a", false],
    ["and one of StringLike's is not", "StringLike", ["a*"], "abc", true],
    ["a missing key holds for nothing", "StringEquals", ["a"], undefined, false],
    ["but for IfExists", "StringEqualsIfExists", ["a"], undefined, true],
    ["and for what is negated", "StringNotEquals", ["a"], undefined, true],
    ["negated, none of the values may be it", "StringNotEquals", ["a", "b"], "b", false],
    ["Null: it is missing", "Null", ["true"], undefined, true],
    ["Null: it is there", "Null", ["false"], "a", true],
    ["Null: it is not missing", "Null", ["true"], "a", false],
    ["Bool", "Bool", ["TRUE"], "true", true],
    ["numbers", "NumericLessThan", ["10"], "9", true],
    ["dates", "DateGreaterThan", ["2026-01-01T00:00:00Z"], "2026-06-01T00:00:00Z", true],
    ["addresses", "IpAddress", ["203.0.113.0/24"], "203.0.113.7", true],
    ["other addresses", "NotIpAddress", ["203.0.113.0/24"], "198.51.100.1", true],
    ["ARNs, part by part", "ArnLike", ["arn:aws:s3:::b*"], "arn:aws:s3:::bucket", true],
    ["any of several", "ForAnyValue:StringEquals", ["a"], ["x", "a"], true],
    ["any of none", "ForAnyValue:StringEquals", ["a"], undefined, false],
    ["all of several", "ForAllValues:StringEquals", ["a"], ["x", "a"], false],
    ["all of none", "ForAllValues:StringEquals", ["a"], undefined, true],
  ])("%s", (_rule, operator, values, actual, holds) => {
    const statement = allow({ Condition: { [operator]: { "AWS:Key": values } } });
    const context = actual === undefined ? {} : { "aws:key": actual };
    expect(ask([statement], { context })).toBe(holds ? "Allowed" : "ImplicitlyDenied");
  });

  test("all have to hold", () => {
    const both = allow({ Condition: { StringEquals: { "aws:a": "1", "aws:b": "2" } } });
    expect(ask([both], { context: { "aws:a": "1" } })).toBe("ImplicitlyDenied");
    expect(ask([both], { context: { "aws:a": "1", "aws:b": "2" } })).toBe("Allowed");
  });

  test("of no operator of IAM's are none that AWS would take", () => {
    const unknown = allow({ Condition: { StringSounds: { "aws:a": "1" } } });
    expect(() => ask([unknown])).toThrow("StringSounds");
  });
});

describe("bounds and policies of resources", () => {
  const nothing = policy(allow({ Action: "s3:PutObject" }));
  const principal = (AWS: string, parts: Parts = {}) => ({
    Version: "2012-10-17",
    Statement: allow({ Principal: AWS === "*" ? "*" : { AWS }, ...parts }),
  });
  const everybody = principal("*");
  const account = principal("arn:aws:iam::111122223333:root");
  const asRole = principal("arn:aws:iam::111122223333:role/ada");
  const asSession = principal("arn:aws:sts::111122223333:assumed-role/ada/session");

  test("a boundary allows nothing, and what it does not allow, nothing does", () => {
    expect(ask([], {}, { bounds: [policy(allow())] })).toBe("ImplicitlyDenied");
    expect(ask([allow()], {}, { bounds: [nothing] })).toBe("ImplicitlyDenied");
    expect(ask([allow()], {}, { bounds: [policy(allow()), nothing] })).toBe("ImplicitlyDenied");
    expect(ask([allow()], {}, { bounds: [policy(allow())] })).toBe("Allowed");
  });

  test("a resource's policy lets in whom it names, by their own policies if it names their account", () => {
    expect(ask([], {}, { resourcePolicy: account })).toBe("ImplicitlyDenied");
    expect(ask([allow()], {}, { resourcePolicy: account })).toBe("Allowed");
    expect(ask([], {}, { resourcePolicy: asRole })).toBe("Allowed");
    expect(ask([], {}, { resourcePolicy: everybody })).toBe("Allowed");
    expect(ask([allow()], {}, { resourcePolicy: principal("999999999999") })).toBe(
      "ImplicitlyDenied",
    );
  });

  test("a boundary holds a role that is named, and not a session", () => {
    expect(ask([], {}, { resourcePolicy: asRole, bounds: [nothing] })).toBe("ImplicitlyDenied");
    expect(ask([], {}, { resourcePolicy: asSession, bounds: [nothing] })).toBe("Allowed");
  });

  test("and a deny of either wins", () => {
    const denied = { Version: "2012-10-17", Statement: deny({ Principal: "*" }) };
    expect(ask([allow()], {}, { resourcePolicy: denied })).toBe("ExplicitlyDenied");
    expect(ask([deny()], {}, { resourcePolicy: asSession })).toBe("ExplicitlyDenied");
  });
});

import { expect, test } from "@jest/globals";
import { policyDocument } from "../../../stacks/iam/policy-document";

test("a wildcard needs a written reason", () => {
  const statement = { sid: "Everything", actions: ["s3:*"], resources: ["arn:aws:s3:::bucket"] };
  expect(() => policyDocument([statement])).toThrow(
    /Everything allows s3:\*.*give the statement a `reason`/,
  );
});

test("a wildcard may deny without one", () => {
  const statement = { sid: "Nothing", effect: "Deny", actions: ["*"], resources: ["*"] } as const;
  expect(JSON.parse(policyDocument([statement]))).toEqual({
    Version: "2012-10-17",
    Statement: [{ Sid: "Nothing", Effect: "Deny", Action: ["*"], Resource: ["*"] }],
  });
});

test.each([
  ["an action", { actions: ["iam:?ass*ole"] }],
  ["one character of an action", { actions: ["iam:PassRol?"] }],
  ["everything", { actions: ["*:*"] }],
  ["a resource", { resources: ["arn:aws:s3:::bucket-?"] }],
  ["two in a resource", { resources: ["arn:aws:s3:::?*"] }],
  ["beside a variable", { resources: ["arn:aws:s3:::bucket/$${aws:username}/*"] }],
  ["everybody", { principal: "*" }],
  ["everybody, as accounts", { principal: { AWS: "*" } }],
] as const)("%s: any wildcard of IAM's is one", (_where, parts) => {
  const statement = { sid: "Some", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::b"] };
  expect(() => policyDocument([{ ...statement, ...parts }])).toThrow(/Some allows/);
});

test.each([
  ["an asterisk that is only spelled", "arn:aws:s3:::bucket/$${*}"],
  ["a question mark that is only spelled", "arn:aws:s3:::bucket/$${?}"],
  ["a question of Terraform's", '${true ? "arn:aws:s3:::one" : "arn:aws:s3:::other"}'],
])("%s is no wildcard", (_what, resource) => {
  const statement = { sid: "One", actions: ["s3:GetObject"], resources: [resource] };
  expect(policyDocument([statement])).toContain("One");
});

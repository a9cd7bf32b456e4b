import { expect, test } from "@jest/globals";
import { policyDocument } from "../../../stacks/iam/policy-document";

test("a wildcard needs a written reason", () => {
  const statement = { sid: "Everything", actions: ["s3:*"], resources: ["arn:aws:s3:::bucket"] };
  expect(() => policyDocument([statement])).toThrow(/Everything allows s3:\*.*wildcards\.ts/);
});

test("a wildcard may deny without one", () => {
  const statement = { sid: "Nothing", effect: "Deny", actions: ["*"], resources: ["*"] } as const;
  expect(JSON.parse(policyDocument([statement]))).toEqual({
    Version: "2012-10-17",
    Statement: [{ Sid: "Nothing", Effect: "Deny", Action: ["*"], Resource: ["*"] }],
  });
});

/** @functions post-confirmation pre-sign-up custom-email-sender reconcile-users */
import { expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { AuthStack } from "../../../stacks/auth-stack";
import { blocksOf } from "../../../stacks/block";
import { verdicts } from "../../../stacks/policy/rule";
import { policyRules } from "../../../stacks/policy/rules";
import { securityDocument } from "../../../tools/docs/security-document";
import { environmentWith } from "../../support/environments";
import { expectDocument } from "../../support/published-document";

const sender = {
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
};

const watched = environmentWith({
  triggers: ["pre-sign-up", "post-confirmation", "custom-email-sender"],
  recipes: { customEmailSender: sender },
});

const failed = (stack: AuthStack) =>
  verdicts(policyRules, blocksOf(stack))
    .filter(({ outcome }) => outcome === "fail")
    .map(({ rule, address }) => `${rule.ids[0]} ${address}`);

test.each([
  ["with protection", watched],
  [
    "without protection",
    environmentWith({ protection: { enabled: false, reason: "Its users are invented." } }),
  ],
])("%s every rule passes, or has a reason", (_name, environment) => {
  expect(failed(new AuthStack(Testing.app(), environment))).toEqual([]);
});

test("a resource of extend.ts that lacks something without a reason is found", () => {
  const stack = new AuthStack(Testing.app(), watched);
  new S3Bucket(stack, "reports", { bucket: "acme-dev-reports" });

  expect(failed(stack)).toEqual(
    expect.arrayContaining(["S3.1 aws_s3_bucket.reports", "S3.14 aws_s3_bucket.reports"]),
  );
});

test("no id stands twice", () => {
  const ids = policyRules.flatMap((rule) => rule.ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the published list says what is asked", () => {
  expectDocument("docs/security.md", securityDocument(policyRules));
});

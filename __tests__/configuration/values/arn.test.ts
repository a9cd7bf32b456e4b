import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { kmsKeyArn, sesIdentityArn, userPoolArn } from "../../../configuration/values/arn";
import { regions } from "../../../configuration/regions";

/** `ArnType` of Cognito: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html */
const awsArn =
  /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/;

describe("an SES identity", () => {
  test.each([
    "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
    "arn:aws:ses:us-east-1:111122223333:identity/no-reply@example.com",
  ])("%s is right", (arn) => {
    expect(sesIdentityArn(arn)).toBeUndefined();
  });

  test.each([
    ["arn:aws:ses:xx-nowhere-9:111122223333:identity/example.com", "Region"],
    ["arn:aws:ses:eu-wset-1:111122223333:identity/example.com", 'did you mean "eu-west-1"?'],
    ["arn:aws:ses::111122223333:identity/example.com", "Region"],
    ["arn:aws:ses:eu-west-1:1234:identity/example.com", "12 digits"],
    ["arn:aws:ses:eu-west-1:111122223333:identity/", "example.com"],
    ["arn:aws:ses:eu-west-1:111122223333:identity/bücher.example", "xn--bcher-kva.example"],
    ["arn:aws:ses:eu-west-1:111122223333:configuration-set/main", "domain"],
    ["arn:aws-cn:ses:cn-north-1:111122223333:identity/example.com", "partition"],
    ["arn:aws:sns:eu-west-1:111122223333:identity/example.com", "SES identity"],
    ["example.com", "SES identity"],
    [`arn:aws:ses:${"e".repeat(1_000_000)}`, "SES identity"],
  ])("%.80s is refused", (arn, words) => {
    const { rule, fix } = sesIdentityArn(arn) ?? { rule: "", fix: "" };
    expect(`${rule} ${fix}`).toContain(words);
  });
});

test("a user pool is of the ARN's Region", () => {
  const pool = (region: string) =>
    `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${region}_AbCdEfGhI`;
  expect(userPoolArn(pool("eu-west-1"))).toBeUndefined();
  expect(userPoolArn(pool("us-east-1"))?.rule).toContain("begins with its Region");
});

test("a key is one of the account's own, not one of AWS's", () => {
  const key = (resource: string) => `arn:aws:kms:eu-west-1:111122223333:${resource}`;
  expect(kmsKeyArn(key("key/1234abcd-12ab-34cd-56ef-1234567890ab"))).toBeUndefined();
  expect(kmsKeyArn(key("alias/state"))).toBeUndefined();
  expect(kmsKeyArn(key("alias/aws/s3"))?.rule).toContain("AWS's own keys");
});

test("whatever ARN is taken matches AWS's pattern, and no change of a part goes unseen", () => {
  const sound = fc.record({
    region: fc.constantFrom(...regions),
    account: fc.stringMatching(/^\d{12}$/),
    domain: fc.domain(),
  });
  fc.assert(
    fc.property(sound, fc.nat(5), fc.string(), ({ region, account, domain }, part, junk) => {
      const parts = ["arn", "aws", "ses", region, account, `identity/${domain}`];
      const arn = parts.join(":");
      if (sesIdentityArn(arn) === undefined) expect(arn).toMatch(awsArn);
      const changed = parts.with(part, junk).join(":");
      if (sesIdentityArn(changed) === undefined) {
        expect(changed).toMatch(awsArn);
        expect((regions as readonly string[]).includes(changed.split(":")[3] ?? "")).toBe(true);
      }
    }),
  );
});

import { expect, test } from "@jest/globals";
import { placeholdersOf } from "../../../tools/lock/placeholders";

const place = (accountId: string, bucket: string) => ({
  accountId,
  state: {
    backend: "s3",
    bucket,
    keyPrefix: "acme/dev",
    region: "eu-west-1",
    kmsKeyId: undefined,
    bucketOf: "dev",
  } as const,
});

test.each([
  ["111111111111", "acme-state"],
  ["123456789012", "acme-state"],
  ["444455556666", "acme-state"],
  ["121212121212", "acme-state"],
  ["210987654321", "changeme-state"],
  ["210987654321", "acme-state-111122223333"],
  ["210987654321", "gatehouse-terraform-state-222222222222"],
  ["210987654321", "your-terraform-state"],
])("the account %s with the bucket %s is an example's", (accountId, bucket) => {
  expect(placeholdersOf(place(accountId, bucket), false)).toHaveLength(1);
});

test("a real account and bucket are not, and the local AWS has the account that it says", () => {
  expect(placeholdersOf(place("210987654321", "acme-state-210987654321"), false)).toEqual([]);
  expect(placeholdersOf(place("123456789012", "acme-state"), true)).toEqual([]);
  expect(placeholdersOf(place("111111111111", "acme-state"), true)).toHaveLength(1);
});

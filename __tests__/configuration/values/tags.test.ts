import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { faultyTags, tagCount, tagKey, tagValue } from "../../../configuration/values/tags";

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html and https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const awsKey = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const awsValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

test.each(["Project", "Environment", "Managed-By", "PROJECT", "project"])(
  "%s is Gatehouse's own, whatever its case",
  (key) => {
    expect(faultyTags([key])).toMatchObject([{ key, rule: expect.stringContaining("itself") }]);
  },
);

test("two of the team's own that IAM takes for one are refused, and the first is named", () => {
  expect(faultyTags(["Team", "cost-center", "team"])).toMatchObject([
    { key: "team", rule: expect.stringContaining("Team") },
  ]);
});

test("50 tags are what a resource takes, Gatehouse's three included", () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `tag-${index}`);
  expect(tagCount(keys(47))).toBeUndefined();
  expect(tagCount(keys(48))).toMatchObject({ rule: expect.stringContaining("50") });
});

test("keys and values are refused exactly when AWS refuses them", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.string({ minLength: 100, maxLength: 300 }),
    fc.string().map((rest) => `AwS:${rest}`),
  );
  fc.assert(
    fc.property(text, (value) => {
      const isReserved = value.toLowerCase().startsWith("aws:");
      expect(tagKey(value) === undefined).toBe(awsKey.test(value) && !isReserved);
      expect(tagValue(value) === undefined).toBe(awsValue.test(value));
    }),
  );
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { asJson } from "../../../../tools/review/report/json";
import { hostileName } from "../../../support/hostile-names";
import { eventfulReview, reviewSaying } from "../../../support/reviews";

test("the document is the review", () => {
  expect(JSON.parse(asJson(eventfulReview()))).toEqual(
    JSON.parse(JSON.stringify(eventfulReview())),
  );
});

test("no name reaches a terminal as a control character, and every name can be read back", () => {
  fc.assert(
    fc.property(hostileName, (name) => {
      const json = asJson(reviewSaying(name));
      expect(json.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(JSON.parse(json)).toMatchObject({ stack: name });
    }),
  );
});

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { bundleFunction } from "../../../stacks/lambda/bundle";
import { tokenEvent } from "../../support/events/token-event";
import { SUB } from "../../support/events/trigger-event";
import { neverAnswers, returns, startFakeAws, type FakeAws } from "../../support/fake-aws";
import { packagedFunctions } from "../../support/packaged-function";

const folder = "functions/pre-token-generation";
const packaged = packagedFunctions();

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const invoke = (variables = {}) =>
  packaged(folder, { AWS_ENDPOINT_URL: aws.endpoint, USER_TABLE_NAME: "users", ...variables })(
    tokenEvent(2),
  );

test("claims and scopes cost one read, also from a set and a number too large for JavaScript", async () => {
  const Item = {
    id: { S: SUB },
    plan: { S: "pro" },
    balance: { N: "12345678901234567890" },
    scopes: { SS: ["reports/read", "admin/all"] },
  };
  aws.answer("GetItem", returns({ Item }));

  const { answer } = await invoke({
    CLAIMS: '{"plan":"plan","balance":"balance"}',
    SCOPES: '{"field":"scopes","allowed":["reports/read"]}',
  });

  expect(answer).toMatchObject({
    response: {
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: {
          claimsToAddOrOverride: { plan: "pro", balance: "12345678901234567890" },
        },
        accessTokenGeneration: { scopesToAdd: ["reports/read"] },
      },
    },
  });
  expect(aws.requests.map(({ operation }) => operation)).toEqual(["GetItem"]);
});

test("a suspended user is refused with one read, though there is nothing to add", async () => {
  aws.answer("GetItem", returns({ Item: { id: { S: SUB }, suspended: { BOOL: true } } }));

  expect((await invoke()).error).toMatchObject({ errorMessage: "This user may not sign in" });

  expect(aws.requests.map(({ operation }) => operation)).toEqual(["GetItem"]);
});

test("a table that never answers refuses, or where the settings say so gives tokens in time", async () => {
  aws.answer("GetItem", neverAnswers);

  expect((await invoke()).error).toMatchObject({
    errorMessage: "Sign-in is not possible at the moment. Please try again",
  });
  expect((await invoke({ WHEN_TABLE_IS_DOWN: "issue" })).answer).toEqual(tokenEvent(2));
});

test("weighs no more than 260 KB", () => {
  expect(bundleFunction(folder).code.byteLength).toBeLessThan(260 * 1024);
});

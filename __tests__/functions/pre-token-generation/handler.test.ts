import { describe, expect, test } from "@jest/globals";
import type { PreTokenGenerationEvent } from "../../../functions/shared/events/pre-token-generation";
import {
  createHandler,
  SIGN_IN_NOT_POSSIBLE,
} from "../../../functions/pre-token-generation/handler";
import type { TokenSettings } from "../../../functions/pre-token-generation/settings";
import type { RowFields } from "../../../functions/shared/users/users";
import { tokenEvent } from "../../support/events/token-event";
import { SUB } from "../../support/events/trigger-event";
import { Logged } from "../../support/in-memory-backend";

const claims = { plan: "plan", "custom:seats": "seats" };
const scopes = { field: "scopes", allowed: ["reports/read", "reports/write"] };

function deployed(
  row: RowFields | undefined | Error,
  settings: Partial<Pick<TokenSettings, "claims" | "scopes">> = { claims, scopes },
) {
  const reads: unknown[] = [];
  const handler = createHandler({
    log: new Logged(),
    settings: { claims: {}, scopes: undefined, ...settings },
    users: {
      read: (id, fields) => {
        reads.push([id, fields]);
        return row instanceof Error ? Promise.reject(row) : Promise.resolve(row);
      },
    },
  });
  return {
    reads,
    deliver: (event: PreTokenGenerationEvent) =>
      handler(event, { getRemainingTimeInMillis: () => 5000 }),
  };
}

const row = { id: SUB, plan: "pro", seats: 5, scopes: ["reports/write", "admin/all"] };

test.each([2, 3] as const)(
  "version %i: both tokens get the claims, the access token the allowed scopes, with one read",
  async (version) => {
    const { deliver, reads } = deployed(row);

    const { response } = await deliver(tokenEvent(version));

    const added = { claimsToAddOrOverride: { plan: "pro", "custom:seats": 5 } };
    expect(response).toEqual({
      claimsAndScopeOverrideDetails: {
        groupOverrideDetails: { groupsToOverride: ["Users"], iamRolesToOverride: [] },
        idTokenGeneration: added,
        accessTokenGeneration: { ...added, scopesToAdd: ["reports/write"] },
      },
    });
    expect(reads).toEqual([[SUB, ["plan", "seats", "scopes"]]]);
  },
);

test("version 1: the ID token gets the claims, as the strings that Cognito takes", async () => {
  const { deliver, reads } = deployed({ ...row, seats: [1, 2] });

  const { response } = await deliver(tokenEvent(1));

  expect(response).toEqual({
    claimsOverrideDetails: {
      groupOverrideDetails: { groupsToOverride: ["Users"], iamRolesToOverride: [] },
      claimsToAddOrOverride: { plan: "pro", "custom:seats": "[1,2]" },
    },
  });
  expect(reads).toEqual([[SUB, ["plan", "seats"]]]);
});

test.each([1, 2, 3] as const)(
  "version %i: groups stay as the pool has them, whatever the client sends",
  async (version) => {
    const { deliver } = deployed({ ...row, "cognito:groups": ["Admins"], groups: ["Admins"] });
    const sent = ["groups", "groupsToOverride", "cognito:groups", "plan", "scopes"];
    const clientMetadata = Object.fromEntries(sent.map((name) => [name, '["Admins"]']));
    const event = tokenEvent(version, { request: { clientMetadata } });

    const { response } = await deliver(event);

    expect(JSON.stringify(response)).not.toContain("Admins");
    expect(JSON.stringify(response)).toContain('"groupsToOverride":["Users"]');
  },
);

test("with nothing configured, tokens are left alone and no call is made", async () => {
  const { deliver, reads } = deployed(row, {});
  const event = tokenEvent(2);

  expect(await deliver(event)).toEqual(tokenEvent(2));

  expect(reads).toEqual([]);
});

test("with scopes alone, version 1 has nothing to read", async () => {
  const { deliver, reads } = deployed(row, { scopes });

  expect(await deliver(tokenEvent(1))).toEqual(tokenEvent(1));

  expect(reads).toEqual([]);
});

test("a machine's token passes as it is: there is no user behind it", async () => {
  const { deliver, reads } = deployed(row);
  const event = tokenEvent(3, { triggerSource: "TokenGeneration_ClientCredentials" });

  expect(await deliver(event)).toEqual(
    tokenEvent(3, { triggerSource: "TokenGeneration_ClientCredentials" }),
  );

  expect(reads).toEqual([]);
});

test("a user without a row gets tokens without extras", async () => {
  const { deliver } = deployed(undefined);

  expect(await deliver(tokenEvent(2))).toEqual(tokenEvent(2));
});

test("no tokens without their claims: who cannot be looked up gets none", async () => {
  const { deliver } = deployed(new Error("down"));

  await expect(deliver(tokenEvent(2))).rejects.toEqual(new Error(SIGN_IN_NOT_POSSIBLE));
});

describe("a field of the row", () => {
  test.each<[string, unknown, unknown]>([
    ["a boolean", false, false],
    ["a number that JavaScript cannot hold", 2n ** 70n, "1180591620717411303424"],
    ["a map", { a: 1, b: [true, null] }, { a: 1, b: [true] }],
  ])("that is %s becomes a claim", async (_, plan, claim) => {
    const { deliver } = deployed({ plan });

    expect(await deliver(tokenEvent(2))).toMatchObject({
      response: {
        claimsAndScopeOverrideDetails: {
          idTokenGeneration: { claimsToAddOrOverride: { plan: claim } },
        },
      },
    });
  });

  test.each([
    ["missing", {}],
    ["null", { plan: null }],
    ["binary", { plan: new Uint8Array(2) }],
  ])("that is %s makes no claim", async (_, fields) => {
    const { deliver } = deployed(fields);

    const answer = await deliver(tokenEvent(2));

    expect(JSON.stringify(answer.response)).not.toContain("plan");
  });

  test("that is no list gives no scopes", async () => {
    const { deliver } = deployed({ scopes: "reports/read" });

    expect(JSON.stringify((await deliver(tokenEvent(2))).response)).toContain('"scopesToAdd":[]');
  });
});

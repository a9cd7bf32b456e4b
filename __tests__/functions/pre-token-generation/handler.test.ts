import { describe, expect, test } from "@jest/globals";
import type { PreTokenGenerationEvent } from "../../../functions/shared/events/pre-token-generation";
import {
  createHandler,
  MAY_NOT_SIGN_IN,
  SIGN_IN_NOT_POSSIBLE,
} from "../../../functions/pre-token-generation/handler";
import type { TokenSettings } from "../../../functions/pre-token-generation/settings";
import type { RowFields } from "../../../functions/shared/users/users";
import { triggerCatalogue } from "../../../configuration/trigger-catalogue";
import { tokenEvent } from "../../support/events/token-event";
import { SUB } from "../../support/events/trigger-event";
import { Logged } from "../../support/in-memory-backend";

const claims = { plan: "plan", "custom:seats": "seats" };
const scopes = { field: "scopes", allowed: ["reports/read", "reports/write"] };

function deployed(
  row: RowFields | undefined | Error,
  settings: Partial<Omit<TokenSettings, "tableName">> = { claims, scopes },
) {
  const log = new Logged();
  const reads: unknown[] = [];
  const handler = createHandler({
    log,
    settings: { claims: {}, scopes: undefined, whenTableIsDown: "refuse", ...settings },
    users: {
      read: (id, fields) => {
        reads.push([id, fields]);
        return row instanceof Error ? Promise.reject(row) : Promise.resolve(row);
      },
    },
  });
  return {
    reads,
    logged: log.entries,
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
    expect(reads).toEqual([[SUB, ["suspended", "plan", "seats", "scopes"]]]);
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
  expect(reads).toEqual([[SUB, ["suspended", "plan", "seats"]]]);
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

test("with nothing configured, tokens are left alone, and only the suspension is read", async () => {
  const { deliver, reads } = deployed(row, {});

  expect(await deliver(tokenEvent(2))).toEqual(tokenEvent(2));

  expect(reads).toEqual([[SUB, ["suspended"]]]);
});

test("with scopes alone, version 1 has nothing more to read", async () => {
  const { deliver, reads } = deployed(row, { scopes });

  await deliver(tokenEvent(1));

  expect(reads).toEqual([[SUB, ["suspended"]]]);
});

describe("a suspended user", () => {
  const sources = triggerCatalogue["pre-token-generation"].sources.filter(
    (source) => source !== "TokenGeneration_ClientCredentials",
  );

  test.each(sources)("gets no tokens by %s", async (triggerSource) => {
    const { deliver, logged } = deployed({ id: SUB, suspended: true });

    await expect(deliver(tokenEvent(2, { triggerSource }))).rejects.toEqual(
      new Error(MAY_NOT_SIGN_IN),
    );

    expect(logged).toEqual([
      { level: "warn", entry: expect.objectContaining({ refused: "suspended", sub: SUB }) },
    ]);
  });

  test.each([[true], ["true"], [1], ["no"], [null]] as const)(
    "is one whose row says %j, but for false and nothing at all",
    async (suspended) => {
      const { deliver } = deployed({ id: SUB, suspended }, {});

      await (suspended === null
        ? expect(deliver(tokenEvent(1))).resolves.toBeDefined()
        : expect(deliver(tokenEvent(1))).rejects.toEqual(new Error(MAY_NOT_SIGN_IN)));
    },
  );

  test("is let in again once the row says false", async () => {
    const { deliver } = deployed({ id: SUB, suspended: false }, {});

    await expect(deliver(tokenEvent(2))).resolves.toBeDefined();
  });
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

test("tokens are given without extras where the settings say so, and the log says it", async () => {
  const { deliver, logged } = deployed(new Error("down for ada.lovelace@analytical.example"), {
    claims,
    whenTableIsDown: "issue",
  });

  expect(await deliver(tokenEvent(2))).toEqual(tokenEvent(2));

  expect(logged).toEqual([
    {
      level: "error",
      entry: expect.objectContaining({ failure: "tokens given without asking the row", sub: SUB }),
    },
  ]);
  expect(JSON.stringify(logged)).not.toContain("lovelace");
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

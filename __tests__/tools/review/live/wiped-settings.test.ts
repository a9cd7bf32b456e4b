import { expect, test } from "@jest/globals";
import type { AskLive } from "../../../../tools/review/model";
import { wipedSettings } from "../../../../tools/review/live/wiped-settings";
import { asText } from "../../../../tools/review/report/text";
import { planJson, review, type PlannedResource } from "../../../support/plan-json";

test.each([
  ["pool", { IssuerConfiguration: { Type: "UPDATED" } }, ["IssuerConfiguration.Type"]],
  ["pool", { IssuerConfiguration: { Type: "ORIGINAL" } }, []],
  [
    "pool",
    { KeyConfiguration: { KeyType: "CUSTOMER_MANAGED_KEY", KmsKeyArn: "arn:aws:kms:x" } },
    ["KeyConfiguration.KeyType", "KeyConfiguration.KmsKeyArn"],
  ],
  [
    "pool",
    { SmsConfiguration: { SnsCallerArn: "arn", EumsSms: { a: 1 } } },
    ["SmsConfiguration.EumsSms"],
  ],
  [
    "pool",
    { Policies: { PasswordPolicy: { MinimumLength: 8, Rotation: 9 } } },
    ["Policies.PasswordPolicy.Rotation"],
  ],
  ["pool", { MadeUpIn2027: { on: true }, Empty: {}, Off: false, Nothing: [] }, ["MadeUpIn2027"]],
  [
    "mfa",
    { WebAuthnConfiguration: { FactorConfiguration: "MULTI_FACTOR_WITH_USER_VERIFICATION" } },
    ["WebAuthnConfiguration.FactorConfiguration"],
  ],
  ["client", { ClientName: "web", TokenFormat: "opaque" }, ["TokenFormat"]],
] as const)("of a %s with %j the provider would reset %j", (answer, told, paths) => {
  expect(wipedSettings(answer, told).map(({ path }) => path)).toEqual(paths);
});

const pool = (more: object, kept = more): PlannedResource => ({
  type: "aws_cognito_user_pool",
  before: { id: "eu-west-1_A", name: "users", ...more },
  after: { id: "eu-west-1_A", name: "users", ...kept },
});
const answering: AskLive = (touched) =>
  Promise.resolve(
    new Map(
      touched.map(({ address }) => [
        address,
        { told: [{ answer: "pool", value: { LambdaConfig: { InboundFederation: { A: "b" } } } }] },
      ]),
    ),
  );

test("an update of a pool that would take a setting away is blocked, and can be allowed", async () => {
  const plan = planJson([pool({ tags: { a: "1" } }, { tags: { a: "2" } })]);
  const { verdict, findings } = await review(plan, { live: answering });
  expect(verdict).toBe("blocked");
  expect(findings).toMatchObject([
    {
      rule: "setting-wiped",
      level: "block",
      address: "aws_cognito_user_pool.it",
      cause: expect.stringContaining(
        '`LambdaConfig.InboundFederation`, and the provider does not know it: {"A":"b"}',
      ),
    },
  ]);
  const allowances = [
    {
      address: "aws_cognito_user_pool.it",
      rule: "setting-wiped",
      reason: "Nobody needs it.",
      until: undefined,
      from: "command line",
    },
  ] as const;
  expect((await review(plan, { live: answering, allowances })).verdict).toBe("safe");
});

test("a pool that is left alone is not asked about, and in a look for drift each is", async () => {
  const live: AskLive = () => Promise.reject(new Error("Nobody may ask."));
  const still = planJson([{ ...pool({}), actions: ["no-op"] }]);
  expect((await review(still, { live })).verdict).toBe("no changes");
  const state = {
    values: {
      root_module: {
        resources: [
          {
            address: "aws_cognito_user_pool.it",
            type: "aws_cognito_user_pool",
            values: { id: "eu-west-1_A" },
          },
        ],
      },
    },
  };
  const drift = planJson([], { resource_drift: [], prior_state: state });
  const { verdict, findings } = await review(drift, { mode: "drift", live: answering });
  expect([verdict, findings.map(({ rule }) => rule)]).toEqual(["blocked", ["setting-wiped"]]);
});

test("where AWS may not be asked, the review says that it was not compared", async () => {
  const live: AskLive = (touched) =>
    Promise.resolve(new Map(touched.map(({ address }) => [address, { why: "no network" }])));
  const changed = await review(planJson([pool({ tags: {} }, { tags: { a: "2" } })]), { live });
  expect(changed.verdict).toBe("safe");
  expect(asText(changed)).toContain("not compared with what AWS has: no network");
});

test("what is adopted is told with what of it changes", async () => {
  const moreOfChange = { importing: { id: "eu-west-1_A" } };
  const unchanged = pool({ tags: {} }, { tags: { project: "acme" } });
  expect(asText(await review(planJson([{ ...unchanged, moreOfChange }])))).toContain(
    "Adopts 1 resource; nothing of them changes but tags.",
  );
  const protects = pool({ deletion_protection: "INACTIVE" }, { deletion_protection: "ACTIVE" });
  const text = asText(await review(planJson([{ ...protects, moreOfChange }])), { width: 200 });
  expect(text).toContain(
    "nothing of them changes but tags and aws_cognito_user_pool.it (deletion_protection).",
  );
});

import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../tools/review/model";
import { mostDetailed } from "../../../tools/review/review-plan";
import { type PlannedResource, planned, planJson, review } from "../../support/plan-json";

const type = "aws_x";

const shown = async (resource: Omit<PlannedResource, "type">) => {
  const { changes } = await review(planJson([{ type, ...resource }]));
  return Object.fromEntries(
    (changes[0]?.attributes ?? []).map(({ path, before, after }) => {
      const side = (value: typeof before) => (value.kind === "value" ? value.text : value.kind);
      return [path, `${side(before)} > ${side(after)}`];
    }),
  );
};

test("a plan that changes nothing has no changes, with or without resources", async () => {
  const still = { type, actions: ["no-op"], before: { a: 1 }, after: { a: 1 } };
  for (const plan of [planJson([]), planJson([still])]) {
    expect(await review(plan)).toMatchObject({ verdict: "no changes", changes: [], findings: [] });
  }
  const without = { ...planJson([]), resource_changes: undefined };
  expect(await review(without as never)).toMatchObject({ verdict: "no changes" });
});

test("each change is counted once, under the word for what happens to the resource", async () => {
  const there = { before: { a: 1 }, after: { a: 2 } };
  const { counts, changes, verdict } = await review(
    planJson([
      { type, address: "x.i", actions: ["no-op"], before: {}, after: {} },
      { type, address: "x.h", ...there, moreOfChange: { importing: { id: "i" } } },
      {
        type,
        address: "x.g",
        actions: ["no-op"],
        before: {},
        after: {},
        more: { previous_address: "x.z" },
      },
      { type, address: "x.f", actions: ["forget"], before: {} },
      { type, address: "x.e", before: {} },
      { type, address: "x.d", actions: ["create", "delete"], ...there },
      { type, address: "x.c", actions: ["delete", "create"], ...there },
      { type, address: "x.b", ...there, more: { previous_address: "x.y" } },
      { type, address: "x.a", after: {} },
      { type, address: "data.x.a", actions: ["read"], after: {}, more: { mode: "data" } },
    ]),
  );
  expect(counts).toEqual({
    create: 1,
    update: 1,
    replace: 2,
    delete: 1,
    forget: 1,
    import: 1,
    move: 1,
    drift: 0,
    "no-op": 1,
  });
  expect(changes.map(({ address, kind }) => `${address} ${kind}`)).toEqual([
    "x.a create",
    "x.b update",
    "x.c replace",
    "x.d replace",
    "x.e delete",
    "x.f forget",
    "x.g move",
    "x.h import",
  ]);
  // It never says "safe" of a type that no rule knows.
  expect(verdict).toBe("no objection");
});

test("outputs that change are named, and nothing of their values is", async () => {
  const output_changes = {
    b: { actions: ["create"], before: null, after: "hush" },
    a: { actions: ["update"], before: "x", after: "hush" },
    c: { actions: ["no-op"], before: "hush", after: "hush" },
  };
  const result = await review(planJson([], { output_changes }));
  expect(result).toMatchObject({ verdict: "safe", outputs: ["a", "b"] });
  expect(JSON.stringify(result)).not.toContain("hush");
});

test("what blocks comes first, then all by address", async () => {
  const log = { type: "aws_cloudwatch_log_group", before: {} };
  const pool = { type: "aws_cognito_user_pool", before: {} };
  const { findings } = await review(
    planJson([
      { ...log, address: "a.a" },
      { ...pool, address: "z.z" },
      { ...pool, address: "b.b" },
    ]),
  );
  expect(findings.map(({ address }) => address)).toEqual(["b.b", "z.z", "a.a"]);
});

test("a change is shown down to the single value, with unknown ones called so", async () => {
  const before = { a: "1", list: [{ x: 1, y: 1 }], map: { "k.1": "v" }, arn: "old", gone: "g" };
  const after = { a: "2", list: [{ x: 1, y: 2 }, { x: 3 }], map: { "k.1": "w" } };
  expect(await shown({ before, after, unknown: { arn: true, fresh: true } })).toEqual({
    a: '"1" > "2"',
    "list[0].y": "1 > 2",
    "list[1].x": "absent > 3",
    'map["k.1"]': '"v" > "w"',
    arn: '"old" > unknown',
    fresh: "absent > unknown",
    gone: '"g" > absent',
  });
});

test("not set and empty are the same, as they are to providers", async () => {
  const before = { tags: null, list: [], text: "", map: {} };
  expect(await shown({ before, after: { tags: {}, list: null, text: null } })).toEqual({});
});

test("of a long list only what differs is shown, and long values are cut", async () => {
  const urls = Array.from({ length: 50 }, (_, at) => `https://${at}.example.com`);
  expect(
    await shown({
      before: { urls, a: "" },
      after: { urls: [...urls, "https://new"], a: "x".repeat(999) },
    }),
  ).toEqual({ urls: '[] > ["https://new"]', a: `"" > "${"x".repeat(198)}…` });
});

test("what forces a replacement is marked, below a block too", async () => {
  const { changes } = await review(
    planJson([
      {
        type,
        actions: ["delete", "create"],
        before: { a: 1, block: [{ b: 1 }], set: [{ c: 1 }] },
        after: { a: 2, block: [{ b: 2 }], set: [{ c: 2 }] },
        replacePaths: [
          ["block", 0, "b"],
          ["set", {}, "c"],
        ],
      },
    ]),
  );
  const marked = (changes[0]?.attributes ?? []).map(
    ({ path, forcesReplacement }) => `${path} ${forcesReplacement}`,
  );
  expect(marked).toEqual(["a false", "block[0].b true", "set[0].c true"]);
});

const secret = "hush-hush-7";
test.each<readonly [string, Omit<PlannedResource, "type">]>([
  ["is marked before", { before: { a: secret }, after: { a: "x" }, beforeSensitive: { a: true } }],
  ["is marked after", { before: { a: "x" }, after: { a: secret }, afterSensitive: { a: true } }],
  ["becomes marked", { before: { a: secret }, after: { a: "x" }, afterSensitive: { a: true } }],
  [
    "stands in a block that is",
    { before: { a: [{ b: secret }] }, after: {}, beforeSensitive: { a: true } },
  ],
  [
    "is one of a list",
    { before: { a: ["x", secret] }, after: {}, beforeSensitive: { a: [false, true] } },
  ],
  [
    "is within what becomes a text",
    { before: { a: { b: secret } }, after: { a: "x" }, beforeSensitive: { a: { b: true } } },
  ],
  ["is all of it", { before: { a: secret }, after: {}, beforeSensitive: true }],
  ["becomes unknown", { before: { password: secret }, after: {}, unknown: { password: true } }],
  ["is called client_secret", { before: { client_secret: secret }, after: {} }],
  [
    "is a function's variable",
    { before: { environment: [{ variables: { API_TOKEN: secret } }] }, after: {} },
  ],
  ["is in a map of secrets", { before: { secrets: { a: secret } }, after: {} }],
  ["is in an address", { before: { url: `https://me:${secret}@db` }, after: {} }],
  [
    "is a private key",
    { before: { pem: `-----BEGIN RSA PRIVATE KEY-----\n${secret}` }, after: {} },
  ],
  ["is in a document", { before: { value: JSON.stringify({ password: secret }) }, after: {} }],
])("a secret that %s is never in a review", async (_name, resource) => {
  const result = await review(planJson([{ type, ...resource }]));
  expect(result.changes[0]?.attributes).not.toEqual([]);
  expect(JSON.stringify(result)).not.toContain(secret);
});

test("no rule repeats a sensitive value in its cause", async () => {
  const { findings } = await review(
    planJson([
      {
        type: "aws_cognito_user_pool",
        before: { lambda_config: [{ pre_sign_up: secret }], schema: [{ name: secret }] },
        after: { lambda_config: [{ pre_sign_up: `${secret}2` }], schema: [] },
        beforeSensitive: { lambda_config: true, schema: true },
        afterSensitive: { lambda_config: true, schema: true },
      },
      {
        type: "aws_cognito_user_pool_client",
        before: { callback_urls: [] },
        after: { callback_urls: [`https://${secret}`] },
        afterSensitive: { callback_urls: true },
      },
    ]),
  );
  expect(findings.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(findings)).not.toContain(secret);
});

test("names that only sound secret are shown", async () => {
  const before = {
    token_validity_units: [{ access_token: "hours" }],
    lambda_config: [{ pre_token_generation: "arn:aws:lambda:::f" }],
    secret_arn: "arn:aws:secretsmanager:::s",
    generate_secret: true,
  };
  expect(Object.values(await shown({ before, after: {} })).join(" ")).not.toContain("sensitive");
});

test("what is too much to list is counted", async () => {
  const many = (value: number): JsonObject =>
    Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`a${at}`, value]));
  expect(Object.keys(await shown({ before: many(1), after: many(2) })).at(-1)).toBe("… and 5 more");

  const plan = planJson(
    Array.from({ length: mostDetailed + 1 }, (_, at) => ({
      type,
      address: `x.a[${String(at).padStart(5, "0")}]`,
      before: { a: 1, b: 1 },
      after: { a: 2, b: 2 },
    })),
  );
  const { changes } = await review(plan);
  expect(changes).toHaveLength(mostDetailed + 1);
  expect(changes.at(-1)?.attributes.map(({ path }) => path)).toEqual(["… and 2 more"]);
});

const drift = (resources: readonly PlannedResource[]) =>
  review(planJson([], { resource_drift: resources.map(planned) }), { mode: "drift" });

test("drift is what has changed outside of Terraform, and only that", async () => {
  const result = await drift([
    {
      type: "aws_cognito_user_pool",
      before: { deletion_protection: "ACTIVE", estimated_number_of_users: 1 },
      after: { deletion_protection: "INACTIVE", estimated_number_of_users: 2 },
    },
    { type, before: { a: 1 } },
  ]);
  expect(result.verdict).toBe("blocked");
  expect(result.counts).toMatchObject({ drift: 1, delete: 1, update: 0 });
  expect(result.changes[0]?.attributes.map(({ path }) => path)).toEqual(["deletion_protection"]);
  expect(result.findings.map(({ rule }) => rule)).toEqual(["protection-removed"]);

  const planOnly = planJson([{ type: "aws_cognito_user_pool", before: {} }]);
  expect((await review(planOnly, { mode: "drift" })).verdict).toBe("no changes");
});

test("what AWS changes by itself is no drift", async () => {
  const { verdict, changes } = await drift([
    {
      type: "aws_cognito_user_pool",
      before: { estimated_number_of_users: 1, tags: null },
      after: { estimated_number_of_users: 9, tags: {} },
    },
    {
      type: "aws_iam_policy",
      before: { policy: "{}", attachment_count: 0 },
      after: { policy: "{}", attachment_count: 2 },
    },
    { type, actions: ["no-op"], before: {}, after: {}, more: { previous_address: "x.y" } },
  ]);
  expect({ verdict, changes }).toEqual({ verdict: "no changes", changes: [] });
});

test("what a role or a bucket shows of resources beside it is no drift; what has none is", async () => {
  const state = (...resources: readonly JsonObject[]) => ({
    prior_state: {
      values: { root_module: { child_modules: [{ child_modules: [{ resources }] }] } },
    },
  });
  const drifted = [
    planned({
      type: "aws_iam_role",
      before: { name: "r", inline_policy: [], managed_policy_arns: [] },
      after: {
        name: "r",
        inline_policy: [{ name: "p", policy: "{}" }],
        managed_policy_arns: ["a"],
      },
    }),
    planned({
      type: "aws_s3_bucket",
      before: { bucket: "b", policy: "", versioning: [{ enabled: false }] },
      after: { bucket: "b", policy: "{}", versioning: [{ enabled: true }] },
    }),
  ];
  const managed = state(
    { type: "aws_iam_role_policy", values: { role: "r", name: "p" } },
    { type: "aws_iam_role_policy_attachment", values: { role: "r", policy_arn: "a" } },
    { type: "aws_s3_bucket_policy", values: { bucket: "b" } },
    { type: "aws_s3_bucket_versioning", values: { bucket: "b" } },
  );
  const all = { resource_drift: drifted, ...managed };
  expect(await review(planJson([], all), { mode: "drift" })).toMatchObject({
    verdict: "no changes",
    findings: [],
  });

  const byHand = {
    ...all,
    ...state({ type: "aws_s3_bucket_versioning", values: { bucket: "b" } }),
  };
  const { changes } = await review(planJson([], byHand), { mode: "drift" });
  expect(changes.map(({ attributes }) => attributes.map(({ path }) => path))).toEqual([
    ["inline_policy[0].name", "inline_policy[0].policy", "managed_policy_arns"],
    ["policy"],
  ]);
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { inspect, types } from "node:util";
import {
  type ConfigurationInput,
  ConfigurationError,
  resolveConfiguration,
} from "../../configuration";
import { awsEnvironment } from "../support/environments";
import { isThorough } from "../support/thorough";

/** All settings that there are, each with a value that is right. */
const complete = {
  project: "acme",
  environments: {
    dev: {
      ...awsEnvironment,
      platform: "aws",
      state: {
        bucket: "acme-terraform-state",
        existingBucket: true,
        keyPrefix: "acme/dev",
        region: "eu-west-1",
        kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:alias/state",
      },
      tags: { "cost-center": "42" },
      protection: { enabled: false, reason: "Its users are invented." },
      userPool: {
        usernameAttributes: ["email"],
        autoVerifiedAttributes: ["email"],
        selfSignUp: true,
        requiredAttributes: ["email", "name"],
        customAttributes: {
          team: { type: "String", minLength: 1, maxLength: 20 },
          since: { type: "Number", min: 0, max: 4102444800000 },
        },
        tier: "ESSENTIALS",
        passwordPolicy: { minimumLength: 12, historySize: 5 },
        mfa: { mode: "OPTIONAL", factors: ["SOFTWARE_TOKEN"] },
        advancedSecurityMode: "OFF",
        email: {
          sendingAccount: "DEVELOPER",
          from: "Acme <no-reply@example.com>",
          sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
          replyTo: "support@example.com",
          configurationSet: "main",
        },
        verificationEmail: { subject: "Your code", message: "Your code is {####}." },
      },
      clients: {
        web: {
          authFlows: ["USER_SRP_AUTH", "CUSTOM_AUTH", "USER_PASSWORD_AUTH"],
          accessTokenValidity: { value: 1, unit: "hours" },
          readAttributes: ["email", "name"],
          writeAttributes: ["email", "name", "custom:team"],
          oauth: { callbackUrls: ["https://app.example.com/cb"], scopes: ["openid", "email"] },
        },
      },
      groups: [{ name: "Users", precedence: 1, description: "Everybody." }],
      signUp: {
        defaultGroup: "Users",
        groupAttribute: { attribute: "custom:team", allowedGroups: ["Users"] },
      },
      identityPool: { guests: false },
      attachments: { allowedOrigins: ["https://app.example.com"], keepReplacedFiles: 90 },
      userTable: { attributes: ["name"] },
      triggers: [
        "pre-sign-up",
        "post-confirmation",
        "user-migration",
        "pre-token-generation",
        "custom-message",
        "define-auth-challenge",
        "create-auth-challenge",
        "verify-auth-challenge-response",
      ],
      recipes: {
        preSignUp: { allowedEmailDomains: ["example.com"], federatedExistingUser: "link" },
        userMigration: { from: { kind: "https", url: "https://old.example.com/users" } },
        preTokenGeneration: { version: "V2_0", claims: { plan: "plan" } },
        customMessage: { defaultLanguage: "en", brand: "Acme" },
        oneTimeCode: {
          from: "no-reply@example.com",
          sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
          validitySeconds: 300,
        },
        reconcileUsers: { schedule: "rate(1 day)", mode: "heal" },
      },
      functions: { logRetentionDays: 90 },
      review: { production: true, allow: [] },
    },
    local: { platform: "local" },
  },
  github: { repository: "acme/users", repositoryId: "123456789", branch: "main" },
  expectedDifferences: [{ path: "a.b", reason: "It differs on purpose." }],
};

class OfAClass {
  readonly region = "eu-west-1";
}

const longText = "x".repeat(10_000);

/** What no team writes on purpose, made anew for each configuration. */
const strange: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => "",
  () => "text",
  () => 0,
  () => -1,
  () => NaN,
  () => Infinity,
  () => 1e308,
  () => 12345678901234567890n,
  () => true,
  () => Symbol("dev"),
  () => () => "a function",
  () => new OfAClass(),
  () => new Date(0),
  () => new Map([["dev", {}]]),
  () => new Proxy({}, { get: () => fail(), ownKeys: () => fail() }),
  () => new Proxy<unknown[]>([], { get: () => fail() }),
  () => revoked(),
  () => Object.defineProperty({}, "region", { enumerable: true, get: () => fail() }),
  () => circular(),
  () => JSON.parse('{"__proto__":{"region":"eu-west-1"},"constructor":1,"toString":2}') as unknown,
  () => Object.create(null) as unknown,
  () => ({ [Symbol("key")]: 1 }),
  () => [],
  () => [[]],
  () => new Array<unknown>(3),
  () => ({}),
  () => ({ a: { b: { c: {} } } }),
  () => longText,
  () => ({ [longText]: {} }),
  () => "\u0000\u202e\ud800",
  () => "${var.x} %{ if }",
  () => "arn:aws:::::::",
  () => "custom:",
  () => "__proto__",
];

function fail(): never {
  throw new Error("Nobody may read this.");
}

function circular(): unknown {
  const one: Record<string, unknown> = {};
  return Object.assign(one, { one, list: [one] });
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

type Path = readonly (string | number)[];

/** Every place in a value, its own included. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, item]) =>
      placesIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** A copy of `value` with `change` at `path`, or without it where `change` is `gone`. */
function changed(value: unknown, [key, ...rest]: Path, change: unknown): unknown {
  if (key === undefined) return change;
  // What an earlier change has put there, and may not be read, stays as it is.
  if (typeof value !== "object" || value === null || types.isProxy(value) || hasGetter(value))
    return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<
    string | number,
    unknown
  >;
  if (rest.length === 0 && change === gone) Reflect.deleteProperty(copy, key);
  else copy[key] = changed(copy[key], rest, change);
  return copy;
}

function hasGetter(value: object): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(value)).some(
    (property) => "get" in property,
  );
}

const gone = Symbol("gone");

const places = placesIn(complete);
const change = fc.record({
  at: fc.constantFrom(...places),
  to: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...strange) },
    { weight: 1, arbitrary: fc.constant(() => gone) },
    // A right value in the wrong place.
    { weight: 2, arbitrary: fc.constantFrom(...places).map((path) => () => valueAt(path)) },
    {
      weight: 2,
      arbitrary: fc
        .anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
          withSet: true,
        })
        .map((value) => () => value),
    },
  ),
});

function valueAt(path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown>)[key],
    complete,
  );
}

/** What is wrong with `input`, after holding that it is told in words. */
function told(input: unknown): readonly string[] {
  try {
    resolveConfiguration(input as ConfigurationInput, ["post-confirmation", "reconcile-users"]);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // Not by `expect`: some hundred thousand calls of it would take longer than what is tested.
    const isTold =
      error.problems.length > 0 &&
      error.problems.every(
        ({ rule, fix }) =>
          /\w/.test(rule) && /\w/.test(fix) && !/undefined|\[object Object\]/.test(rule + fix),
      ) &&
      // Whoever reads it sees lines of a length that a screen takes.
      error.message.length < 4000 * error.problems.length + 1000;
    if (!isTold) throw new Error(`This is not in words:\n${error.message}`);
    return error.problems.map(({ path }) => path);
  }
}

describe("whatever is written in environments.ts is answered with problems", () => {
  test("the complete configuration has none but of folders that are not there", () => {
    expect(
      told(complete).filter((path) => !path.includes("triggers") && !path.includes("schedule")),
    ).toEqual([]);
  });

  test("thousands of configurations, each with up to three mistakes", () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const input = changes.reduce<unknown>(
          (value, { at, to }) => changed(value, at, to()),
          complete,
        );
        told(input);
      }),
      { numRuns: isThorough ? 8000 : 2000, seed: 20_261_129, endOnFailure: true },
    );
  });

  test.each(strange.map((make) => [inspect(make(), { depth: 0 }).slice(0, 40), make] as const))(
    "%s as the whole, as the environments, and as one of them",
    (_what, make) => {
      for (const place of [[], ["environments"], ["environments", "dev"]]) {
        told(changed(complete, place, make()));
      }
    },
  );

  test("text of a million characters in the place of each text", () => {
    const long = "x".repeat(1_000_000);
    for (const place of places.filter((path) => typeof valueAt(path) === "string")) {
      expect(told(changed(complete, place, long)).length).toBeGreaterThan(0);
    }
  });

  test.each([
    ["a string", "eu-west-1"],
    ["a number", 7],
    ["a symbol", Symbol("dev")],
    ["null", null],
    ["a function", () => awsEnvironment],
    ["an instance of a class", new OfAClass()],
    ["a big integer", 1n],
    ["a list", []],
  ])("an environment that is %s is named as the problem", (_what, environment) => {
    expect(told({ project: "acme", environments: { dev: environment } })).toEqual([
      "environments.dev",
    ]);
  });

  test("a key that only looks like a setting is named", () => {
    const environment = JSON.parse(
      `{"__proto__":{"x":1},"accountId":"111122223333","region":"eu-west-1","state":{"bucket":"acme-state"}}`,
    ) as unknown;
    expect(told({ project: "acme", environments: { dev: environment } })).toEqual([
      "environments.dev.__proto__",
    ]);
  });
});

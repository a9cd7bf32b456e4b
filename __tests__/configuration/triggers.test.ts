import { describe, expect, test } from "@jest/globals";
import {
  type ConfigurationInput,
  ConfigurationError,
  type EnvironmentParts,
  type Problem,
  resolveConfiguration,
} from "../../configuration";
import { configurationWith } from "../support/environments";
import { emailSender, everyTrigger, sesSender } from "../support/every-trigger";

/** What a team that does not read type errors can write: anything. */
type Anything = Readonly<Record<string, unknown>>;

function problemsOf(input: unknown, functions?: readonly string[]): readonly Problem[] {
  try {
    resolveConfiguration(input as ConfigurationInput, functions);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** One wrong thing, and the only path that may be reported for it. */
function refuses(cases: readonly (readonly [what: string, parts: Anything, path: string])[]): void {
  test.each(cases)("%s", (_what, parts, path) => {
    const problems = problemsOf(configurationWith(parts));
    expect(problems.map((problem) => problem.path)).toEqual([`environments.dev.${path}`]);
    expect(problems[0]).toMatchObject({
      rule: expect.stringMatching(/\w/),
      fix: expect.stringMatching(/\w/),
    });
  });
}

/** Every trigger but some, with the settings of those that are left. */
const everyTriggerBut = (...names: readonly string[]) => ({
  ...everyTrigger,
  triggers: everyTrigger.triggers.filter((name) => !names.includes(name)),
});
const withRecipe = (recipes: Anything) => ({
  ...everyTrigger,
  recipes: { ...everyTrigger.recipes, ...recipes },
});

test.each([
  ["every trigger but custom-email-sender", everyTrigger],
  ["the senders with post-confirmation", emailSender],
  ["no trigger", { triggers: [] }],
])("%s can be named", (_what, parts) => {
  expect(problemsOf(configurationWith(parts))).toEqual([]);
});

describe("triggers that do not go together are refused", () => {
  const web = (...authFlows: readonly string[]) => ({ clients: { web: { authFlows } } });
  refuses([
    [
      "challenges that no client asks for",
      { ...everyTrigger, ...web("USER_PASSWORD_AUTH") },
      "triggers",
    ],
    ["a trigger that there is not", { triggers: ["pre-signup"] }, "triggers[0]"],
    ["a trigger twice", { triggers: ["pre-sign-up", "pre-sign-up"] }, "triggers"],
  ]);

  test("a typing mistake gets the likeliest name", () => {
    const [problem] = problemsOf(configurationWith({ triggers: ["pre-signup" as never] }));
    expect(problem?.fix).toBe('did you mean "pre-sign-up"?');
  });
});

describe("tokens: what the tier does not allow is refused", () => {
  const tokens = (tier: string, preTokenGeneration: Anything) => ({
    userPool: { tier },
    triggers: ["pre-token-generation"],
    recipes: { preTokenGeneration },
  });
  const at = (field: string) => `recipes.preTokenGeneration.${field}`;
  refuses([
    ["version V2_0 with LITE", tokens("LITE", { version: "V2_0" }), at("version")],
    ["version V3_0 with LITE", tokens("LITE", { version: "V3_0" }), at("version")],
    [
      "scopes with LITE, whose version is V1_0",
      tokens("LITE", { scopes: { field: "scopes", allowed: ["a"] } }),
      at("scopes"),
    ],
    ["a version that there is not", tokens("PLUS", { version: "V4_0" }), at("version")],
  ]);

  test("version V1_0 goes with every tier, and is the default of LITE", () => {
    const parts = tokens("LITE", { version: "V1_0" }) as EnvironmentParts;
    expect(problemsOf(configurationWith(parts))).toEqual([]);
    const versions = (["LITE", "ESSENTIALS"] as const).map(
      (tier) =>
        resolveConfiguration(configurationWith({ userPool: { tier } }))[0]?.recipes
          .preTokenGeneration.version,
    );
    expect(versions).toEqual(["V1_0", "V2_0"]);
  });
});

describe("claims are the team's own", () => {
  const claims = (own: Anything) => withRecipe({ preTokenGeneration: { claims: own } });
  const at = (name: string) => `recipes.preTokenGeneration.claims.${name}`;
  refuses([
    ...["iss", "sub", "aud", "token_use", "cognito:groups", "dev:custom:x"].map(
      (name) => [`the claim ${name}`, claims({ [name]: "plan" }), at(name)] as const,
    ),
    ["a field that no row can have", claims({ plan: "custom:plan" }), at("plan")],
    ["a claim with a space", claims({ "my plan": "plan" }), at("my plan")],
  ]);

  test("any other name may copy any field of the row", () => {
    const own = claims({ plan: "plan", "https://example.com/since": "createdAt" });
    expect(problemsOf(configurationWith(own))).toEqual([]);
  });
});

describe("recipes", () => {
  const migration = (from: Anything) => withRecipe({ userMigration: { from } });
  const at = (field: string) => `recipes.userMigration.from.${field}`;
  const userPoolArn = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Old";
  refuses([
    [
      "a migration without its source",
      { ...everyTrigger, recipes: { oneTimeCode: sesSender } },
      "recipes.userMigration",
    ],
    [
      "codes without an address to send them from",
      { ...everyTrigger, recipes: { userMigration: everyTrigger.recipes.userMigration } },
      "recipes.oneTimeCode",
    ],
    [
      "an e-mail sender without its address",
      { ...emailSender, recipes: {} },
      "recipes.customEmailSender",
    ],
    [
      "an address of another domain",
      withRecipe({ oneTimeCode: { ...sesSender, from: "a@example.org" } }),
      "recipes.oneTimeCode.from",
    ],
    [
      "an address of a domain that only ends alike",
      withRecipe({ oneTimeCode: { ...sesSender, from: "a@notexample.com" } }),
      "recipes.oneTimeCode.from",
    ],
    [
      "an identity that is no ARN",
      withRecipe({ oneTimeCode: { ...sesSender, sourceArn: "example.com" } }),
      "recipes.oneTimeCode.sourceArn",
    ],
    [
      "codes that are good for 59 seconds",
      withRecipe({ oneTimeCode: { ...sesSender, validitySeconds: 59 } }),
      "recipes.oneTimeCode.validitySeconds",
    ],
    [
      "codes that are good for a quarter of an hour and a second",
      withRecipe({ oneTimeCode: { ...sesSender, validitySeconds: 901 } }),
      "recipes.oneTimeCode.validitySeconds",
    ],
    [
      "a sender ID without a letter",
      withRecipe({ customSmsSender: { senderId: "12345" } }),
      "recipes.customSmsSender.senderId",
    ],
    [
      "a sender ID of 12 letters",
      withRecipe({ customSmsSender: { senderId: "ABCDEFGHIJKL" } }),
      "recipes.customSmsSender.senderId",
    ],
    [
      "a domain with a wildcard",
      withRecipe({ preSignUp: { allowedEmailDomains: ["*.example.com"] } }),
      "recipes.preSignUp.allowedEmailDomains[0]",
    ],
    [
      "a domain with an @",
      withRecipe({ preSignUp: { allowedEmailDomains: ["@example.com"] } }),
      "recipes.preSignUp.allowedEmailDomains[0]",
    ],
    [
      "an allow-list that lets nobody in",
      withRecipe({ preSignUp: { allowedEmailDomains: [] } }),
      "recipes.preSignUp.allowedEmailDomains",
    ],
    [
      "a language that is none",
      withRecipe({ customMessage: { defaultLanguage: "English" } }),
      "recipes.customMessage.defaultLanguage",
    ],
    [
      "passwords in the clear",
      migration({ kind: "https", url: "http://directory.example.com/" }),
      at("url"),
    ],
    [
      "passwords in the clear to this computer, from AWS",
      migration({ kind: "https", url: "http://localhost:8080/" }),
      at("url"),
    ],
    ["an address that is none", migration({ kind: "https", url: "directory" }), at("url")],
    [
      "a pool that users come from, without its client",
      migration({ kind: "user-pool", userPoolArn }),
      at("clientId"),
    ],
    [
      "a pool of another account",
      migration({
        kind: "user-pool",
        clientId: "abc",
        userPoolArn: userPoolArn.replace("111122223333", "999999999999"),
      }),
      at("userPoolArn"),
    ],
    [
      "a pool with a URL",
      migration({ kind: "user-pool", userPoolArn, clientId: "abc", url: "https://a.example/" }),
      at("url"),
    ],
    [
      "26 calls a second",
      { recipes: { reconcileUsers: { requestsPerSecond: 26 } } },
      "recipes.reconcileUsers.requestsPerSecond",
    ],
    ["a recipe that there is not", { recipes: { preSignup: {} } }, "recipes.preSignup"],
  ]);

  test.each([
    ["http://local-aws/_gatehouse/directory"],
    ["http://127.0.0.1:8080/"],
    ["https://directory.example.com/"],
  ])("a local environment may migrate from %s", (url) => {
    const local = {
      project: "acme",
      environments: {
        local: {
          platform: "local",
          clients: everyTrigger.clients,
          triggers: everyTriggerBut("custom-message", "custom-sms-sender").triggers,
          recipes: { ...everyTrigger.recipes, userMigration: { from: { kind: "https", url } } },
        },
      },
    };
    expect(problemsOf(local)).toEqual([]);
  });

  test("an address of a subdomain belongs to the identity of its domain", () => {
    const own = withRecipe({ oneTimeCode: { ...sesSender, from: "a@mail.example.com" } });
    expect(problemsOf(configurationWith(own))).toEqual([]);
  });
});

describe("schedules", () => {
  const scheduled = (schedule: string) =>
    problemsOf(configurationWith({ recipes: { reconcileUsers: { schedule } } }));

  test.each([
    "off",
    "rate(1 day)",
    "rate(12 hours)",
    "rate(10 minutes)",
    "cron(0 3 * * ? *)",
    "cron(15 10 ? * MON-FRI *)",
    "cron(0/10 * ? * 6#3 2027-2030)",
    "cron(0 8 L * ? *)",
  ])("%s is EventBridge's", (schedule) => {
    expect(scheduled(schedule)).toEqual([]);
  });

  test.each([
    "rate(1 days)",
    "rate(2 day)",
    "rate(0 hours)",
    "rate(1 week)",
    "every day",
    "cron(0 3 * * *)",
    "cron(0 3 * * * *)",
    "cron(0 3 ? * ? *)",
    "cron(0 3 * * ? * *)",
    "",
  ])("%s is not", (schedule) => {
    expect(scheduled(schedule).map(({ path }) => path)).toEqual([
      "environments.dev.recipes.reconcileUsers.schedule",
    ]);
  });
});

describe("functions and the triggers that name them", () => {
  const there = ["post-confirmation", "reconcile-users"];
  const refused = (parts: Anything, functions: readonly string[]) =>
    problemsOf(configurationWith(parts), functions);

  test("each trigger has its folder", () => {
    expect(refused({}, there)).toEqual([]);
    expect(refused(everyTrigger, [...everyTrigger.triggers, "reconcile-users"])).toEqual([]);
  });

  test("a named trigger without its folder is refused where it is named", () => {
    const problems = refused({ triggers: ["post-confirmation", "pre-sign-up"] }, there);
    expect(problems).toMatchObject([
      {
        path: "environments.dev.triggers[1]",
        rule: expect.stringContaining("pre-sign-up/index.ts"),
      },
    ]);
  });

  test("the default trigger without its folder is refused too", () => {
    expect(refused({}, ["reconcile-users"])).toMatchObject([
      { path: "environments.dev.triggers", value: "post-confirmation" },
    ]);
  });

  test("a folder that no environment names is no mistake, whatever its name", () => {
    expect(refused({}, [...there, "pre-sign-up", "billing"])).toEqual([]);
  });

  test("a folder whose name is nearly the trigger's is told where that one is missed", () => {
    const functions = [...there, "pre-signup"];
    expect(refused({ triggers: ["post-confirmation", "pre-sign-up"] }, functions)).toMatchObject([
      {
        path: "environments.dev.triggers[1]",
        fix: expect.stringContaining("rename functions/pre-signup if that is it"),
      },
    ]);
  });

  test("an e-mail sender needs no other function", () => {
    const sender = {
      from: "no-reply@example.com",
      sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
    };
    const parts = {
      triggers: ["custom-email-sender"],
      recipes: { customEmailSender: sender },
    } as const satisfies EnvironmentParts;
    expect(refused(parts, ["custom-email-sender", "reconcile-users"])).toEqual([]);
  });

  test("a schedule without the function that it calls is refused, unless it is off", () => {
    const functions = ["post-confirmation"];
    expect(refused({}, functions)).toMatchObject([
      { path: "environments.dev.recipes.reconcileUsers.schedule", value: "rate(1 day)" },
    ]);
    expect(refused({ recipes: { reconcileUsers: { schedule: "off" } } }, functions)).toEqual([]);
  });

  test("a misspelt trigger is one problem, and its folder not another", () => {
    const problems = refused({ triggers: ["post-confirmation", "pre-signup"] }, [
      ...there,
      "pre-sign-up",
    ]);
    expect(problems.map(({ path }) => path)).toEqual(["environments.dev.triggers[1]"]);
  });

  test("they are reported together with every other mistake", () => {
    const problems = refused({ accountId: "1", triggers: ["pre-sign-up"] }, [
      ...there,
      "billing",
    ]).map(({ path }) => path);
    expect(problems).toEqual(["environments.dev.accountId", "environments.dev.triggers[0]"]);
  });
});

import { describe, expect, test } from "@jest/globals";
import { ConfigurationError, resolveConfiguration } from "../../configuration";
import { problemsOf } from "../support/configuration-problems";
import { awsEnvironment } from "../support/environments";

/** Values that were once taken in one setting and refused in another, each in the settings of its kind. */
type Anything = Readonly<Record<string, unknown>>;

function pathsOf(parts: Anything): readonly string[] {
  try {
    resolveConfiguration({
      project: "acme",
      environments: { dev: { ...awsEnvironment, ...parts } },
    });
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.problems.map(({ path }) => path.replace("environments.dev.", ""));
    }
    throw error;
  }
  return [];
}

const identity = (name = "example.com", region = "eu-west-1", account = "111122223333") =>
  `arn:aws:ses:${region}:${account}:identity/${name}`;

/** The settings that send through SES, each with the same pair. */
const senders: Readonly<Record<string, (sender: Anything) => Anything>> = {
  "userPool.email": (sender) => ({
    userPool: { email: { sendingAccount: "DEVELOPER", ...sender } },
  }),
  "recipes.customEmailSender": (sender) => ({
    triggers: ["post-confirmation", "custom-email-sender"],
    recipes: { customEmailSender: sender },
  }),
  "recipes.oneTimeCode": (sender) => ({
    triggers: [
      "post-confirmation",
      "define-auth-challenge",
      "create-auth-challenge",
      "verify-auth-challenge-response",
    ],
    clients: { web: { authFlows: ["USER_SRP_AUTH", "CUSTOM_AUTH"] } },
    recipes: { oneTimeCode: sender },
  }),
};

describe.each(Object.entries(senders))("a sender in %s", (at, parts) => {
  test.each<[string, Anything, string]>([
    ["an address of another domain", { from: "a@other.example", sourceArn: identity() }, "from"],
    [
      "an identity of another account",
      { from: "a@example.com", sourceArn: identity("example.com", "eu-west-1", "999999999999") },
      "sourceArn",
    ],
    [
      "a Region that there is not",
      { from: "a@example.com", sourceArn: identity("example.com", "xx-nowhere-9") },
      "sourceArn",
    ],
    [
      "a name that wants quotes",
      { from: "Acme, Inc. <no-reply@example.com>", sourceArn: identity() },
      "from",
    ],
    [
      "a name that wants encoding",
      { from: "Größe <no-reply@example.com>", sourceArn: identity() },
      "from",
    ],
  ])("refuses %s", (_what, sender, field) => {
    expect(pathsOf(parts(sender))).toEqual([`${at}.${field}`]);
  });

  test("refuses a domain that is not in ASCII", () => {
    expect(
      pathsOf(
        parts({ from: "no-reply@bücher.example", sourceArn: identity("xn--bcher-kva.example") }),
      ),
    ).toContain(`${at}.from`);
  });

  test("takes an address of a subdomain, with its name in quotes", () => {
    expect(
      pathsOf(parts({ from: '"Acme, Inc." <no-reply@mail.example.com>', sourceArn: identity() })),
    ).toEqual([]);
  });
});

const web = (oauth: Anything) => ({ clients: { web: { oauth } } });
const callbackUrls = ["https://a.example/cb"];
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `https://a.example/${index}`);

test.each<[string, Anything, readonly string[]]>([
  ["Project", { tags: { Project: "Acme" } }, ["tags.Project"]],
  [
    "Environment and Managed-By",
    { tags: { Environment: "x", "Managed-By": "y" } },
    ["tags.Environment", "tags.Managed-By"],
  ],
  ["two of the team's own", { tags: { Team: "a", team: "b" } }, ["tags.team"]],
  [
    "48 tags",
    { tags: Object.fromEntries(many(48).map((_, index) => [`t${index}`, ""])) },
    ["tags"],
  ],
  [
    "blanks around a callback",
    web({ callbackUrls: [" https://a.example/cb\n"] }),
    ["clients.web.oauth.callbackUrls[0]"],
  ],
  [
    "a blank inside",
    web({ callbackUrls: ["https://a.example/c b"] }),
    ["clients.web.oauth.callbackUrls[0]"],
  ],
  ["a slash too few", web({ callbackUrls: ["https:/a"] }), ["clients.web.oauth.callbackUrls[0]"]],
  [
    "a wildcard",
    web({ callbackUrls: ["https://*.preview.example.com/cb"] }),
    ["clients.web.oauth.callbackUrls[0]"],
  ],
  ["101 callbacks", web({ callbackUrls: many(101) }), ["clients.web.oauth.callbackUrls"]],
  [
    "101 sign-out URLs",
    web({ callbackUrls, logoutUrls: many(101) }),
    ["clients.web.oauth.logoutUrls"],
  ],
  ["scopes without openid", web({ callbackUrls, scopes: ["email"] }), ["clients.web.oauth.scopes"]],
  [
    "every secure origin",
    { attachments: { allowedOrigins: ["https://*"] } },
    ["attachments.allowedOrigins[0]"],
  ],
  [
    "a blank that cannot be seen",
    { userPool: { verificationEmail: { subject: "Votre code", message: "Code\u202f: {####}" } } },
    ["userPool.verificationEmail.message"],
  ],
  [
    "a brand with a joiner",
    {
      triggers: ["post-confirmation", "custom-email-sender"],
      recipes: {
        customMessage: { brand: "👩\u200d💻" },
        customEmailSender: { from: "a@example.com", sourceArn: identity() },
      },
    },
    ["recipes.customMessage.brand"],
  ],
  [
    "a time that no clock shows",
    { recipes: { reconcileUsers: { schedule: "cron(99 77 * * ? *)" } } },
    ["recipes.reconcileUsers.schedule"],
  ],
  [
    "a key of another Region",
    {
      state: {
        bucket: "acme-state",
        existingBucket: true,
        kmsKeyId: "arn:aws:kms:us-east-1:111122223333:alias/ours",
      },
    },
    ["state.kmsKeyId"],
  ],
])("%s is refused where it stands", (_what, parts, paths) => {
  expect(pathsOf(parts)).toEqual(paths);
});

test("a number attribute holds milliseconds, and what JavaScript holds exactly", () => {
  const since = (max: number) => ({
    userPool: { customAttributes: { since: { type: "Number", min: -(2 ** 40), max } } },
  });
  expect(pathsOf(since(4_102_444_800_000))).toEqual([]);
  expect(pathsOf(since(Number.MAX_SAFE_INTEGER))).toEqual([]);
  expect(pathsOf(since(2 ** 60))).toEqual(["userPool.customAttributes.since.max"]);
});

/** What is said of one value of an environment, in the words of the report. */
function saidOf(parts: Anything): readonly (readonly [path: string, rule: string, fix: string])[] {
  return problemsOf(parts).map(({ path, rule, fix }) => [
    path.replace("environments.dev.", ""),
    rule,
    fix,
  ]);
}

test("a value of the wrong type is told in TypeScript's words, with what to write", () => {
  expect(saidOf({ tags: { team: 7 } })).toEqual([["tags.team", "must be text", 'write `"7"`']]);
  expect(saidOf({ functions: { memorySize: "512" } })).toEqual([
    ["functions.memorySize", "must be a number", "write `512`, without quotes"],
  ]);
  expect(saidOf({ outputParameters: "true" })).toEqual([
    ["outputParameters", "must be true or false", "write `true`, without quotes"],
  ]);
  expect(saidOf({ triggers: "post-confirmation" })).toEqual([
    ["triggers", "must be a list", 'write `["post-confirmation"]`'],
  ]);
  expect(saidOf({ clients: ["web"] })).toMatchObject([
    ["clients", "must be an object", expect.stringContaining("names")],
  ]);
  expect(saidOf({ alarms: true })).toMatchObject([
    ["alarms", "must be an object", expect.stringContaining("settings")],
  ]);
});

test("a value that may be of several types is told all of them", () => {
  const recipients = [
    { mail: "a@example.com" },
    {},
    { email: "a@example.com", https: "https://b" },
  ];
  expect(saidOf({ alarms: { notify: [...recipients, "a@example.com"] } })).toEqual([
    ["alarms.notify[0].mail", "`mail` is not a setting", expect.any(String)],
    ...[0, 1, 2].map((index) => [
      `alarms.notify[${index}]`,
      "a recipient is told in one way",
      expect.stringContaining("{ slack: { … } }"),
    ]),
    ["alarms.notify[3]", "must be an object", expect.any(String)],
  ]);
  expect(
    saidOf({
      clients: {
        web: {
          oauth: { callbackUrls: ["https://a.example.com"], scopes: ["openid", 1, "emial", null] },
        },
      },
    }),
  ).toEqual(
    [1, 2, 3].map((index) => [
      `clients.web.oauth.scopes[${index}]`,
      expect.stringMatching(/^a scope is one of openid, .*, or one of a resource server$/),
      expect.stringContaining("scopesOf"),
    ]),
  );
  expect(saidOf({ attachments: { keepReplacedFiles: [] } })).toMatchObject([
    [
      "attachments.keepReplacedFiles",
      expect.stringContaining("1–3650"),
      expect.stringContaining("for good"),
    ],
  ]);
});

test("who is told twice is refused", () => {
  const twice = { email: "ops@example.com" };
  expect(pathsOf({ alarms: { notify: [twice, twice] } })).toEqual(["alarms.notify"]);
});

test("an environment without groups is not told to choose one of them", () => {
  expect(saidOf({ groups: [] })).toEqual([
    ["signUp.defaultGroup", expect.any(String), "add the group to `groups`"],
  ]);
});

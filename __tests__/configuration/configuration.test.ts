import { describe, expect, test } from "@jest/globals";
import {
  type ConfigurationInput,
  ConfigurationError,
  type Problem,
  resolveConfiguration,
} from "../../configuration";
import { awsEnvironment, configurationWith, environmentWith } from "../support/environments";

/** What a team that does not read type errors can write: anything. */
type Anything = Readonly<Record<string, unknown>>;

function problemsOf(input: unknown): readonly Problem[] {
  try {
    resolveConfiguration(input as ConfigurationInput);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const withParts = (parts: Anything) => problemsOf(configurationWith(parts));
const dev = (path: string) => `environments.dev.${path}`;

/** One wrong thing, and the only path that may be reported for it. */
function refuses(cases: readonly (readonly [what: string, parts: Anything, path: string])[]): void {
  test.each(cases)("%s", (_what, parts, path) => {
    const problems = withParts(parts);
    expect(problems.map((problem) => problem.path)).toEqual([dev(path)]);
    expect(problems[0]).toMatchObject({
      rule: expect.stringMatching(/\w/),
      fix: expect.stringMatching(/\w/),
    });
  });
}

test("an environment needs nothing but its place", () => {
  expect(environmentWith()).toMatchObject({
    project: "acme",
    environment: "dev",
    accountId: "111122223333",
    protection: { enabled: true },
    state: { backend: "s3", bucket: "acme-terraform-state", keyPrefix: "acme/dev" },
    groups: [{ name: "Admins" }, { name: "Managers" }, { name: "Users" }],
    signUp: { defaultGroup: "Users" },
    identityPool: { guests: false },
  });
});

test("an environment's own tags come beside those of Gatehouse", () => {
  expect(environmentWith({ tags: { "cost-center": "42" } }).tags).toEqual({
    "cost-center": "42",
    project: "acme",
    environment: "dev",
    "managed-by": "gatehouse",
  });
});

describe("the place", () => {
  refuses([
    ["an account that is not 12 digits", { accountId: "1234" }, "accountId"],
    ["an account without its leading zeros", { accountId: 12345678901 }, "accountId"],
    ["no account", { accountId: undefined }, "accountId"],
    ["no Region", { region: undefined }, "region"],
    ["no state", { state: undefined }, "state"],
    ["a platform that there is not", { platform: "azure" }, "platform"],
    ["a bucket name that S3 refuses", { state: { bucket: "My_Bucket" } }, "state.bucket"],
    ["a reserved bucket name", { state: { bucket: "xn--bucket" } }, "state.bucket"],
    [
      "a key prefix that leaves its folder",
      { state: { bucket: "acme-state", keyPrefix: "a/../b" } },
      "state.keyPrefix",
    ],
    [
      "a KMS key by its id",
      { state: { bucket: "acme-state", existingBucket: true, kmsKeyId: "1234-5678" } },
      "state.kmsKeyId",
    ],
    ["a tag of Gatehouse's own", { tags: { project: "other" } }, "tags.project"],
    ["a tag of AWS's own", { tags: { "aws:owner": "me" } }, "tags.aws:owner"],
  ]);

  test("an unknown Region is answered with the one that was meant", () => {
    expect(withParts({ region: "eu-wset-1" })).toEqual([
      expect.objectContaining({
        path: dev("region"),
        value: "eu-wset-1",
        fix: 'did you mean "eu-west-1"?',
      }),
    ]);
  });

  test("a local environment has no account and no remote state", () => {
    const problems = problemsOf({
      project: "acme",
      environments: { local: { ...awsEnvironment, platform: "local" } },
    });
    expect(problems.map(({ path }) => path)).toEqual([
      "environments.local.accountId",
      "environments.local.state",
    ]);
  });

  test.each(["Acme", "a", "acme-", "ac--me", "1acme", "a".repeat(21), ""])(
    "refuses %j as a project, since AWS refuses it in names",
    (project) => {
      const problems = problemsOf({ project, environments: { dev: awsEnvironment } });
      expect(problems.map(({ path }) => path)).toEqual(["project"]);
    },
  );

  test.each(["Dev", "d", "dev_1", "development-eu"])("refuses %j as an environment", (name) => {
    const problems = problemsOf({ project: "acme", environments: { [name]: awsEnvironment } });
    expect(problems.map(({ path, value }) => [path, value])).toEqual([
      [`environments.${name}`, name],
    ]);
  });

  test("a configuration without environments is refused", () => {
    expect(problemsOf({ project: "acme", environments: {} })).toMatchObject([
      { path: "environments" },
    ]);
  });
});

describe("states", () => {
  const sharing = (first: Anything, second: Anything) =>
    problemsOf({
      project: "acme",
      environments: {
        dev: { ...awsEnvironment, state: { bucket: "shared-state", ...first } },
        prod: { ...awsEnvironment, state: { bucket: "shared-state", ...second } },
      },
    });

  test("two environments that share bucket and key are refused, and the first is named", () => {
    expect(sharing({ keyPrefix: "x" }, { keyPrefix: "x" })).toMatchObject([
      { path: "environments.prod.state", rule: expect.stringContaining("dev's") },
    ]);
  });

  test("one environment cannot take another's key by default either", () => {
    expect(sharing({ keyPrefix: "acme/prod" }, {})).toMatchObject([
      { path: "environments.prod.state" },
    ]);
  });

  test("two folders of one bucket are two states", () => {
    expect(sharing({}, {})).toEqual([]);
  });
});

describe("protection", () => {
  refuses([
    [
      "goes off for an empty reason",
      { protection: { enabled: false, reason: "          " } },
      "protection.reason",
    ],
    ["goes off for no word", { protection: { enabled: false, reason: "x" } }, "protection.reason"],
  ]);
});

describe("groups", () => {
  const group = (name: string, precedence: number) => ({
    name,
    precedence,
    description: "A group.",
  });
  const users = group("Users", 30);
  refuses([
    ["the same name twice", { groups: [users, group("Users", 1)] }, "groups[1].name"],
    ["names that IAM cannot tell apart", { groups: [users, group("USERS", 1)] }, "groups[1].name"],
    ["a name that IAM refuses", { groups: [users, group("Team Blue", 1)] }, "groups[1].name"],
    [
      "a name that makes the role's too long",
      { groups: [users, group("x".repeat(60), 1)] },
      "groups[1].name",
    ],
    ["a negative precedence", { groups: [{ ...users, precedence: -1 }] }, "groups[0].precedence"],
    ["half a precedence", { groups: [{ ...users, precedence: 1.5 }] }, "groups[0].precedence"],
    ["no description", { groups: [{ ...users, description: "" }] }, "groups[0].description"],
    [
      "no group called Users, and no other default",
      { groups: [group("Members", 1)] },
      "signUp.defaultGroup",
    ],
  ]);
});

describe("the group that an attribute names", () => {
  const team = { type: "String", minLength: 1, maxLength: 20 };
  const parts = (changes: Anything = {}) => ({
    userPool: { customAttributes: { team } },
    clients: { web: { writeAttributes: ["email", "custom:team"] } },
    signUp: { groupAttribute: { attribute: "custom:team", allowedGroups: ["Users"] } },
    ...changes,
  });

  test("is right when attribute, client and groups agree", () => {
    expect(withParts(parts())).toEqual([]);
  });

  const allowing = (...allowedGroups: string[]) => ({
    groupAttribute: { attribute: "custom:team", allowedGroups },
  });
  refuses([
    [
      "an allowed group that does not exist",
      parts({ signUp: allowing("Users", "Owners") }),
      "signUp.groupAttribute.allowedGroups[1]",
    ],
    ["an empty allow-list", parts({ signUp: allowing() }), "signUp.groupAttribute.allowedGroups"],
    [
      "an attribute without its prefix",
      parts({ signUp: { groupAttribute: { attribute: "team", allowedGroups: ["Users"] } } }),
      "signUp.groupAttribute.attribute",
    ],
    [
      "an attribute that is not a string",
      parts({ userPool: { customAttributes: { team: { type: "Boolean" } } } }),
      "signUp.groupAttribute.attribute",
    ],
    [
      "an attribute that no client may write",
      parts({ clients: { web: {} } }),
      "signUp.groupAttribute.attribute",
    ],
  ]);
});

describe("custom attributes", () => {
  const attributes = (customAttributes: Anything) => ({ userPool: { customAttributes } });
  const at = (name: string) => `userPool.customAttributes.${name}`;
  const many = Object.fromEntries(
    Array.from({ length: 51 }, (_, index) => [`a${index}`, { type: "Boolean" }]),
  );
  refuses([
    ["more than 50", attributes(many), "userPool.customAttributes"],
    [
      "a name of 21 characters",
      attributes({ ["x".repeat(21)]: { type: "Boolean" } }),
      at("x".repeat(21)),
    ],
    ["a name with a space", attributes({ "a b": { type: "Boolean" } }), at("a b")],
    [
      "the prefix, which Cognito adds",
      attributes({ "custom:a": { type: "Boolean" } }),
      at("custom:a"),
    ],
    ["an unknown type", attributes({ a: { type: "Text" } }), at("a.type")],
    [
      "a string without its maximum",
      attributes({ a: { type: "String", minLength: 1 } }),
      at("a.maxLength"),
    ],
    [
      "a string of more than 2048 characters",
      attributes({ a: { type: "String", minLength: 1, maxLength: 2049 } }),
      at("a.maxLength"),
    ],
    [
      "a minimum above the maximum",
      attributes({ a: { type: "Number", min: 5, max: 1 } }),
      at("a.min"),
    ],
    [
      "a number's constraint on a string",
      attributes({ a: { type: "String", minLength: 1, maxLength: 5, max: 3 } }),
      at("a.max"),
    ],
  ]);

  test("50 of them are right", () => {
    const fifty = Object.fromEntries(Object.entries(many).slice(0, 50));
    expect(withParts(attributes(fifty))).toEqual([]);
  });
});

describe("the user pool", () => {
  const userPool = (changes: Anything) => ({ userPool: changes });
  refuses([
    [
      "a password of 5 characters",
      userPool({ passwordPolicy: { minimumLength: 5 } }),
      "userPool.passwordPolicy.minimumLength",
    ],
    [
      "threat protection without PLUS",
      userPool({ tier: "ESSENTIALS", advancedSecurityMode: "ENFORCED" }),
      "userPool.advancedSecurityMode",
    ],
    [
      "factors without MFA",
      userPool({ mfa: { mode: "OFF", factors: ["SOFTWARE_TOKEN"] } }),
      "userPool.mfa.factors",
    ],
    [
      "a verification e-mail without the code",
      userPool({ verificationEmail: { subject: "Hello", message: "Welcome!" } }),
      "userPool.verificationEmail.message",
    ],
    [
      "an own sender without its identity",
      userPool({ email: { sendingAccount: "DEVELOPER", from: "a@example.com" } }),
      "userPool.email.sourceArn",
    ],
    ["a setting that there is not", userPool({ passwordPolcy: {} }), "userPool.passwordPolcy"],
  ]);
});

describe("clients", () => {
  const web = (client: Anything) => ({ clients: { web: client } });
  const at = (field: string) => `clients.web.${field}`;
  const callback = (...callbackUrls: string[]) => web({ oauth: { callbackUrls } });
  refuses([
    ["none", { clients: {} }, "clients"],
    ["no way to sign in", web({ authFlows: [] }), at("authFlows")],
    [
      "an access token of 25 hours",
      web({ accessTokenValidity: { value: 25, unit: "hours" } }),
      at("accessTokenValidity"),
    ],
    [
      "a refresh token of 59 minutes",
      web({
        refreshTokenValidity: { value: 59, unit: "minutes" },
        idTokenValidity: { value: 5, unit: "minutes" },
        accessTokenValidity: { value: 5, unit: "minutes" },
      }),
      at("refreshTokenValidity"),
    ],
    [
      "a refresh token of 10 years and a day",
      web({ refreshTokenValidity: { value: 3651, unit: "days" } }),
      at("refreshTokenValidity"),
    ],
    [
      "an ID token that outlives its refresh token",
      web({
        refreshTokenValidity: { value: 2, unit: "hours" },
        idTokenValidity: { value: 3, unit: "hours" },
      }),
      at("idTokenValidity"),
    ],
    [
      "a validity without a unit",
      web({ idTokenValidity: { value: 10 } }),
      at("idTokenValidity.unit"),
    ],
    [
      "a session of 20 minutes",
      web({ authSessionValidityMinutes: 20 }),
      at("authSessionValidityMinutes"),
    ],
    ["a callback in the clear", callback("http://app.example.com/cb"), at("oauth.callbackUrls[0]")],
    [
      "a callback that only looks like localhost",
      callback("http://localhost.evil.com/"),
      at("oauth.callbackUrls[0]"),
    ],
    [
      "a callback with a fragment",
      callback("https://app.example.com/#/cb"),
      at("oauth.callbackUrls[0]"),
    ],
    ["a callback that runs a script", callback("javascript:alert(1)"), at("oauth.callbackUrls[0]")],
    ["a callback that is not a URL", callback("app.example.com"), at("oauth.callbackUrls[0]")],
    ["no callback", callback(), at("oauth.callbackUrls")],
    [
      "the same callback twice",
      callback("https://a.example/", "https://a.example/"),
      at("oauth.callbackUrls"),
    ],
    ["an attribute that there is not", web({ readAttributes: ["emial"] }), at("readAttributes[0]")],
    [
      "writing that an address is verified",
      web({ writeAttributes: ["email", "email_verified"] }),
      at("writeAttributes[1]"),
    ],
  ]);

  test.each([
    "https://app.example.com/cb",
    "http://localhost:3000/cb",
    "http://127.0.0.1/cb",
    "myapp://signed-in",
  ])("accepts %s as a callback", (url) => {
    expect(withParts(callback(url))).toEqual([]);
  });
});

describe("the rest", () => {
  refuses([
    ["every origin", { attachments: { allowedOrigins: ["*"] } }, "attachments.allowedOrigins[0]"],
    [
      "an origin with a path",
      { attachments: { allowedOrigins: ["https://a.example/"] } },
      "attachments.allowedOrigins[0]",
    ],
    [
      "an origin in the clear",
      { attachments: { allowedOrigins: ["http://a.example"] } },
      "attachments.allowedOrigins[0]",
    ],
    [
      "files kept for half a day",
      { attachments: { keepReplacedFiles: 0.5 } },
      "attachments.keepReplacedFiles",
    ],
    ["a trigger that there is not", { triggers: ["post-confirmatoin"] }, "triggers[0]"],
    [
      "a retention that CloudWatch does not know",
      { functions: { logRetentionDays: 91 } },
      "functions.logRetentionDays",
    ],
    ["a setting that there is not", { clinets: {} }, "clinets"],
  ]);

  test("two attributes do not share a column", () => {
    const problems = withParts({
      userPool: { customAttributes: { name: { type: "String", minLength: 0, maxLength: 9 } } },
      userTable: { attributes: ["name", "custom:name"] },
    });
    expect(problems.map(({ path }) => path)).toEqual([dev("userTable.attributes[1]")]);
  });
});

describe("text that Terraform would read as an expression", () => {
  refuses([
    [
      "in an e-mail",
      { userPool: { verificationEmail: { subject: "Hi", message: "{####} for ${var.name}" } } },
      "userPool.verificationEmail.message",
    ],
  ]);
});

describe("the report", () => {
  const bad = {
    project: "Acme!",
    environments: {
      dev: { ...awsEnvironment, region: "mars", protection: { enabled: false } },
      prod: { ...awsEnvironment, accountId: 3, groups: "none", tags: () => "a function" },
    },
  };

  test("has every problem at once, whether it is one of a value or of several together", () => {
    expect(
      problemsOf(bad)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      "environments.dev.protection.reason",
      "environments.dev.region",
      "environments.prod.accountId",
      "environments.prod.groups",
      "environments.prod.tags",
      "project",
    ]);
  });

  test("gives path, value, rule and fix of each, in words", () => {
    expect(new ConfigurationError(problemsOf(bad)).message).toMatch(
      /^environments\.ts has 6 problems\. Nothing was written\.\n\n {2}project\n {4}value {2}'Acme!'\n {4}rule {3}.+\n {4}fix {4}.+\n/,
    );
  });

  test.each([undefined, null, [], "text", { environments: { dev: null } }])(
    "survives %j in place of a configuration",
    (input) => {
      expect(problemsOf(input).length).toBeGreaterThan(0);
    },
  );
});

import { describe, expect, test } from "@jest/globals";
import {
  ConfigurationError,
  type ConfigurationInput,
  type Problem,
  resolveConfiguration,
} from "../../configuration";
import { awsEnvironment, configurationWith, environmentWith } from "../support/environments";

type Anything = Readonly<Record<string, unknown>>;

const oauth = { callbackUrls: ["https://app.example.com/callback"] } as const;
const web = { web: { oauth } };

const files: Readonly<Record<string, string | Buffer>> = {
  "page.css": ".banner-customizable { color: #fff; }",
  "import.css": "@import url(other.css);",
  "other.css": ".banner-customizable, body { color: #fff; }",
  "logo.png": Buffer.from([0x89, 0x50, 0x4e, 0x47]),
  "text.png": "a text",
  "large.png": Buffer.alloc(200_000, 0x89),
};

function problemsOf(input: unknown): readonly Problem[] {
  try {
    resolveConfiguration(input as ConfigurationInput, undefined, (file) =>
      files[file] === undefined ? undefined : Buffer.from(files[file]),
    );
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const withParts = (parts: Anything) => problemsOf(configurationWith(parts));

const certificateArn = "arn:aws:acm:us-east-1:111122223333:certificate/1234";

test("a client that people sign in through brings a domain, and others bring none", () => {
  expect(environmentWith().domain).toBeUndefined();
  expect(environmentWith({ clients: web }).domain).toEqual({
    prefix: expect.stringMatching(/^acme-dev-[0-9a-f]{8}$/),
    managedLoginVersion: 1,
    uiCustomization: undefined,
  });
});

test("the default prefix tells accounts apart, and not what their numbers are", () => {
  const prefixes = ["111122223333", "444455556666"].map(
    (accountId) =>
      resolveConfiguration({
        project: "acme",
        environments: { dev: { ...awsEnvironment, accountId, clients: web } },
      })[0]?.domain?.prefix,
  );
  expect(new Set(prefixes).size).toBe(2);
  expect(prefixes.join()).not.toMatch(/1111|4444/);
});

test("a name of the team's own, with a certificate or with a zone that one can be made in", () => {
  for (const more of [{ certificateArn }, { hostedZoneId: "Z0123456789ABCDEFGHIJ" }]) {
    expect(withParts({ clients: web, domain: { name: "auth.example.com", ...more } })).toEqual([]);
  }
});

describe("it is refused, with these words", () => {
  const name = "auth.example.com";
  test.each<readonly [what: string, parts: Anything, path: string, rule: string]>([
    [
      "a domain that nobody signs in at",
      { domain: {} },
      "domain",
      "a domain is where clients with `oauth` sign in, and here is none",
    ],
    [
      "a prefix with a word of AWS's own",
      { clients: web, domain: { prefix: "my-cognito" } },
      "domain.prefix",
      "AWS lets no domain prefix have `cognito` in it",
    ],
    [
      "a prefix in capitals",
      { clients: web, domain: { prefix: "Acme" } },
      "domain.prefix",
      "a domain prefix is 1–63 lowercase letters, digits and hyphens, and begins and ends with a letter or digit",
    ],
    [
      "a prefix and a name",
      { clients: web, domain: { prefix: "acme", name, certificateArn } },
      "domain.prefix",
      "managed login is under a prefix or under a name of your own, and this one has the name auth.example.com too",
    ],
    [
      "a name without certificate and zone",
      { clients: web, domain: { name } },
      "domain.certificateArn",
      "a name of your own needs a certificate, and the stack can make one only where it may write the records of the name",
    ],
    [
      "a name right under a top-level domain",
      { clients: web, domain: { name: "example.com", certificateArn } },
      "domain.name",
      "Cognito takes a name within a domain that is there: its parent has a record of type A",
    ],
    [
      "a name in capitals",
      { clients: web, domain: { name: "Auth.example.com", certificateArn } },
      "domain.name",
      "a domain's name is in lower case: Terraform and Cognito compare it so",
    ],
    [
      "a certificate for a prefix",
      { clients: web, domain: { certificateArn } },
      "domain.certificateArn",
      "a prefix of Amazon's domain takes no certificateArn: that is for a name of your own",
    ],
    [
      "a certificate of another Region",
      {
        clients: web,
        domain: { name, certificateArn: certificateArn.replace("us-east-1", "eu-west-1") },
      },
      "domain.certificateArn",
      "Cognito takes the certificate of a domain from us-east-1, whatever the pool's Region",
    ],
    [
      "the newer pages in the cheapest tier",
      { clients: web, userPool: { tier: "LITE" }, domain: { managedLoginVersion: 2 } },
      "domain.managedLoginVersion",
      "managed login of version 2 needs the tier ESSENTIALS or PLUS, and this pool is LITE",
    ],
    [
      "CSS for the newer pages",
      {
        clients: { web: { oauth: { ...oauth, uiCustomization: { cssFile: "page.css" } } } },
        domain: { managedLoginVersion: 2 },
      },
      "clients.web.oauth.uiCustomization",
      "CSS and logo are for the classic pages; version 2 has styles, which this AWS provider cannot make",
    ],
    [
      "a file outside of the project",
      { clients: web, domain: { uiCustomization: { cssFile: "../page.css" } } },
      "domain.uiCustomization.cssFile",
      "cssFile is the path of a file in the project, from its top folder on, that ends in .css",
    ],
    [
      "a file that is not there",
      { clients: web, domain: { uiCustomization: { cssFile: "gone.css" } } },
      "domain.uiCustomization.cssFile",
      "the file is there",
    ],
    [
      "CSS that imports other CSS",
      { clients: web, domain: { uiCustomization: { cssFile: "import.css" } } },
      "domain.uiCustomization.cssFile",
      "Cognito takes no @import in the CSS of its pages",
    ],
    [
      "CSS for what is not Cognito's to style",
      { clients: web, domain: { uiCustomization: { cssFile: "other.css" } } },
      "domain.uiCustomization.cssFile",
      "the CSS styles Cognito's classes alone, and `body` is none",
    ],
    [
      "a logo that is no image",
      { clients: web, domain: { uiCustomization: { imageFile: "text.png" } } },
      "domain.uiCustomization.imageFile",
      "the logo is a PNG or JPEG file",
    ],
    [
      "a logo that is too large",
      { clients: web, domain: { uiCustomization: { imageFile: "large.png" } } },
      "domain.uiCustomization.imageFile",
      "the logo has at most 100 KB",
    ],
  ])("%s", (_what, parts, path, rule) => {
    expect(withParts(parts).map((problem) => [problem.path, problem.rule])).toEqual([
      [`environments.dev.${path}`, rule],
    ]);
  });

  test("a zone for an environment on this computer", () => {
    const domain = { name, hostedZoneId: "Z0123456789ABCDEFGHIJ" };
    const environments = { local: { platform: "local", clients: web, domain } };
    expect(problemsOf({ project: "acme", environments }).map(({ rule }) => rule)).toEqual([
      "a local environment has no Route 53 zone",
    ]);
  });

  test("a default prefix with a word of AWS's own", () => {
    const environments = { dev: { ...awsEnvironment, clients: web } };
    expect(problemsOf({ project: "laws", environments })).toMatchObject([
      {
        path: "environments.dev.domain.prefix",
        rule: "AWS lets no domain prefix have `aws` in it",
      },
    ]);
  });

  test("one domain for two environments", () => {
    const domain = { prefix: "acme-sign-in" };
    const dev = { ...awsEnvironment, clients: web, domain };
    const prod = { ...dev, accountId: "444455556666", state: { bucket: "acme-prod-state" } };
    expect(problemsOf({ project: "acme", environments: { dev, prod } })).toMatchObject([
      {
        path: "environments.prod.domain.prefix",
        rule: "a domain is of one pool, and this one is dev's",
      },
    ]);
  });
});

test.each([
  ["managedLoginBranding", "managed-login branding is not here"],
  ["logDelivery", "log delivery is not here"],
  ["inboundFederation", "the inbound-federation trigger is not here"],
  ["replica", "replicas of a user pool are not here"],
  ["customerManagedKey", "a key of your own for a user pool is not here"],
])("what cannot be deployed says so: %s", (name, rule) => {
  expect(withParts({ userPool: { [name]: {} } })).toMatchObject([
    { path: `environments.dev.userPool.${name}`, rule: expect.stringContaining(rule) },
  ]);
});

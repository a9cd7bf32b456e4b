import { describe, expect, test } from "@jest/globals";
import {
  ConfigurationError,
  type ConfigurationInput,
  type Problem,
  resolveConfiguration,
} from "../../configuration";
import { problemsOf } from "../support/configuration-problems";
import { awsEnvironment, environmentWith } from "../support/environments";

type Parts = Readonly<Record<string, unknown>>;

const waf = (settings: Parts) => ({ userPool: { waf: settings } });
const sender = (settings: Parts) => ({
  userPool: {
    email: {
      sendingAccount: "DEVELOPER",
      from: "Acme <no-reply@example.com>",
      ...settings,
    },
  },
});
const sesIdentity = { domain: "example.com" } as const;
const webAclArn = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/all/1-2";
const sourceArn = "arn:aws:ses:eu-west-1:111122223333:identity/example.com";

describe("each wrong setting is told with its place, its rule and its fix", () => {
  test.each<[string, Parts, Problem]>([
    [
      "a web ACL of another Region",
      waf({ webAclArn }),
      {
        path: "userPool.waf.webAclArn",
        value: webAclArn,
        rule: "a web ACL is in the environment's own account and Region",
        fix: "name one of eu-west-1 in the account 111122223333",
      },
    ],
    [
      "an allow-list beside a web ACL that has its own",
      waf({
        webAclArn: webAclArn.replace("us-east-1", "eu-west-1"),
        allowedAddresses: ["192.0.2.0/24"],
      }),
      {
        path: "userPool.waf",
        value: expect.anything(),
        rule: "a web ACL that there is has rules of its own",
        fix: "remove the other settings, or webAclArn",
      },
    ],
    [
      "a door that nobody may pass",
      waf({ defaultAction: "block" }),
      {
        path: "userPool.waf",
        value: { defaultAction: "block" },
        rule: "`block` lets in the addresses on the allow-list alone, and there is none: nobody could sign in",
        fix: 'name allowedAddresses, or remove `defaultAction: "block"`',
      },
    ],
    [
      "an address that is no block",
      waf({ allowedAddresses: ["192.0.2.7"] }),
      {
        path: "userPool.waf.allowedAddresses[0]",
        value: "192.0.2.7",
        rule: "a block of addresses is written in CIDR notation",
        fix: "write `192.0.2.7/32`",
      },
    ],
    [
      "an empty allow-list",
      waf({ allowedAddresses: [] }),
      {
        path: "userPool.waf.allowedAddresses",
        value: [],
        rule: "the allow-list names 1 to 10,000 blocks of addresses",
        fix: "name one, or leave allowedAddresses out",
      },
    ],
    [
      "rules about pages that Cognito does not have",
      waf({ managedRules: ["AWSManagedRulesATPRuleSet"] }),
      {
        path: "userPool.waf.managedRules[0]",
        value: "AWSManagedRulesATPRuleSet",
        rule: "this rule group has to be told of an application's own pages: a user pool takes no account takeover, account creation or DDoS rules",
        fix: "remove it; `userPool.advancedSecurityMode` looks at sign-ins",
      },
    ],
    [
      "an identity of a Region that Cognito does not send from",
      sender({ sourceArn: sourceArn.replace("eu-west-1", "eu-central-1") }),
      {
        path: "userPool.email.sourceArn",
        value: sourceArn.replace("eu-west-1", "eu-central-1"),
        rule: "a user pool in eu-west-1 sends with an SES identity of eu-west-1, or of us-east-1, us-west-2, eu-west-1",
        fix: "verify the domain in eu-west-1, and write the ARN of that identity",
      },
    ],
    [
      "an address with the zone of one computer",
      waf({ allowedAddresses: ["fe80::1%eth0/64"] }),
      {
        path: "userPool.waf.allowedAddresses[0]",
        value: "fe80::1%eth0/64",
        rule: "a block of addresses is written in CIDR notation",
        fix: "write `192.0.2.0/24`",
      },
    ],
    [
      "an identity that is made, and named",
      sender({ sesIdentity, sourceArn }),
      {
        path: "userPool.email.sourceArn",
        value: sourceArn,
        rule: "an SES identity is made by the stack or named by its ARN, and one that is made brings its own",
        fix: "remove sourceArn, or sesIdentity",
      },
    ],
    [
      "a configuration set beside its own",
      sender({ sesIdentity, configurationSet: "mine" }),
      {
        path: "userPool.email.configurationSet",
        value: "mine",
        rule: "an SES identity is made by the stack or named by its ARN, and one that is made brings its configuration set",
        fix: "remove configurationSet, or sesIdentity",
      },
    ],
    [
      "an identity for nobody",
      { userPool: { email: { sendingAccount: "DEVELOPER", sesIdentity } } },
      {
        path: "userPool.email.from",
        value: undefined,
        rule: "an SES identity sends from one of its addresses",
        fix: 'write `from: "no-reply@example.com"`',
      },
    ],
    [
      "an identity of Cognito's own sender",
      { userPool: { email: { sendingAccount: "COGNITO_DEFAULT", sesIdentity } } },
      {
        path: "userPool.email.sesIdentity",
        value: sesIdentity,
        rule: "Cognito's own sender has no settings",
        fix: 'remove sesIdentity, or set `sendingAccount: "DEVELOPER"`',
      },
    ],
    [
      "somebody else's address",
      sender({ sesIdentity: { domain: "example.org" } }),
      {
        path: "userPool.email.from",
        value: "Acme <no-reply@example.com>",
        rule: "the address is of the domain in sesIdentity, which is example.org",
        fix: 'write an address of example.org, or `domain: "example.com"`',
      },
    ],
    [
      "bounces to another domain",
      sender({ sesIdentity: { ...sesIdentity, mailFromDomain: "bounce.example.org" } }),
      {
        path: "userPool.email.sesIdentity.mailFromDomain",
        value: "bounce.example.org",
        rule: "mailFromDomain is a subdomain of example.com",
        fix: "write a subdomain such as `bounce.example.com`",
      },
    ],
    [
      "bounces to where e-mail comes from",
      sender({
        from: "no-reply@mail.example.com",
        sesIdentity: { ...sesIdentity, mailFromDomain: "mail.example.com" },
      }),
      {
        path: "userPool.email.sesIdentity.mailFromDomain",
        value: "mail.example.com",
        rule: "nothing is sent from the domain that bounces go to, and from is an address of it",
        fix: "write a subdomain such as `bounce.example.com`",
      },
    ],
    [
      "a domain in capitals",
      sender({ sesIdentity: { domain: "Example.com" } }),
      {
        path: "userPool.email.sesIdentity.domain",
        value: "Example.com",
        rule: "the domain of an SES identity is in lower case, without `@` and without a wildcard; a subdomain is a domain of its own",
        fix: "write `example.com`",
      },
    ],
    [
      "a Region without SES",
      { ...sender({ sesIdentity }), region: "mx-central-1" },
      {
        path: "userPool.email.sesIdentity",
        value: sesIdentity,
        rule: "the identity would be in mx-central-1, where SES is not",
        fix: "name an identity of another Region that Cognito can send from by its ARN: `sourceArn`",
      },
    ],
    [
      "groups that would be one parameter",
      {
        outputParameters: true,
        groups: [
          { name: "Users", precedence: 1, description: "All." },
          { name: "a+b", precedence: 2, description: "One." },
          { name: "a@b", precedence: 3, description: "Other." },
        ],
      },
      {
        path: "outputParameters",
        value: true,
        rule: "a parameter's name has letters, digits and `._-`, so that a+b and a@b would both be /acme/dev/group_role_arns/a_b",
        fix: "rename one of the groups, or remove outputParameters",
      },
    ],
  ])("%s", (_what, parts, problem) => {
    expect(problemsOf(parts)).toEqual([{ ...problem, path: `environments.dev.${problem.path}` }]);
  });
});

function problemsOfAll(input: unknown): readonly Problem[] {
  try {
    resolveConfiguration(input as ConfigurationInput);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

test("two environments of one account and Region do not make one identity", () => {
  const parts = { ...awsEnvironment, ...sender({ sesIdentity }) };
  const other = { ...parts, region: "eu-central-1", state: { bucket: "acme-states-elsewhere" } };
  expect(
    problemsOfAll({ project: "acme", environments: { dev: parts, test: parts, other } }),
  ).toEqual([
    {
      path: "environments.test.userPool.email.sesIdentity.domain",
      value: "example.com",
      rule: "an account has one SES identity for a domain in a Region, and dev makes it",
      fix: `write \`sourceArn: "${sourceArn}"\` here, or make one for a subdomain`,
    },
  ]);
});

test("a local environment has no zone, and a project of AWS's name no parameters", () => {
  const local = {
    platform: "local",
    outputParameters: true,
    ...sender({ sesIdentity: { ...sesIdentity, hostedZoneId: "Z0123456789" } }),
  };
  expect(
    problemsOfAll({ project: "awsome", environments: { local } }).map(({ path, fix }) => [
      path,
      fix,
    ]),
  ).toEqual([
    [
      "environments.local.userPool.email.sesIdentity.hostedZoneId",
      "remove hostedZoneId: the local AWS takes every domain for verified",
    ],
    [
      "environments.local.outputParameters",
      "remove outputParameters, or give the project another name",
    ],
  ]);
});

test("an identity that is made is the environment's sender", () => {
  const from = "Acme <no-reply@example.com>";
  const email = { sendingAccount: "DEVELOPER", from, sesIdentity } as const;
  expect(environmentWith({ userPool: { email } }).userPool.email).toEqual({
    sendingAccount: "DEVELOPER",
    from,
    replyTo: undefined,
    sourceArn,
    configurationSet: "acme-dev-email",
    sesIdentity,
  });
});

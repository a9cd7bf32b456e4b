import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import {
  type ConfigurationInput,
  ConfigurationError,
  type Problem,
  resolveConfiguration,
  triggerNames,
} from "../../configuration";
import { rules } from "../../configuration/rules";
import { brokenRules } from "../../configuration/rules/broken-rules";
import type { NamedRule, Sound } from "../../configuration/rules/rule";
import type { CheckedConfiguration } from "../../configuration/schema";
import { awsEnvironment, configurationWith } from "../support/environments";
import { sesSender } from "../support/every-trigger";

/*
 * Each rule between settings with the least that breaks it, and the one place where that is told. What a
 * problem says, and what else breaks a rule, is held by the tests of each family beside this one.
 */

/** What a team that does not read type errors can write: anything. */
type Anything = Readonly<Record<string, unknown>>;

interface Case {
  readonly input: unknown;
  readonly path: string;
}

/** The environment `dev` with these parts beside its place. */
const dev = (parts: Anything, at: string): Case => ({
  input: configurationWith(parts),
  path: `environments.dev.${at}`,
});

const pool = (userPool: Anything, at: string): Case => dev({ userPool }, `userPool.${at}`);

/** Two environments of one account and one bucket. */
const two = (first: Anything, second: Anything, at: string): Case => ({
  input: {
    project: "acme",
    environments: { dev: { ...awsEnvironment, ...first }, prod: { ...awsEnvironment, ...second } },
  },
  path: `environments.prod.${at}`,
});

const both = (parts: Anything, at: string): Case => two(parts, parts, at);

const oauth = { callbackUrls: ["https://app.example.com/"] };
const web = (client: Anything) => ({ clients: { web: client } });
const signIn = web({ oauth });
const allowing = (...identityProviders: readonly string[]) =>
  web({ oauth, identityProviders, writeAttributes: ["email"] });
const Google = { clientId: "1", clientSecret: { parameter: "/acme/dev/google" } };
const Okta = { metadataUrl: "https://login.example.com/metadata", attributes: { email: "mail" } };
const orders = { identifier: "orders", scopes: { read: "Read orders" } };
const group = (name: string, precedence: number) => ({ name, precedence, description: "All." });
const password = { factor: "PASSWORD" };
const passkey = { factor: "WEB_AUTHN", relyingPartyId: "example.com" };
const email = { sendingAccount: "DEVELOPER", ...sesSender };
const made = { sendingAccount: "DEVELOPER", from: "no-reply@example.com" };
const from = { kind: "https", url: "https://directory.example.com/" };
const userPoolId = "eu-west-1_AbCdEfGhI";
const github = { repository: "acme/users", repositoryId: "123456789" };
const elsewhere = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:111122223333:${resource}`;

const cases: Readonly<Record<string, Case>> = {
  placeIsComplete: {
    input: {
      project: "acme",
      environments: { dev: { platform: "local", accountId: "111122223333" } },
    },
    path: "environments.dev.accountId",
  },
  keyOfTheBucket: dev(
    { state: { bucket: "acme-states", kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:alias/ours" } },
    "state.kmsKeyId",
  ),
  keyIsInTheRegion: dev(
    {
      state: {
        bucket: "acme-states",
        existingBucket: true,
        kmsKeyId: elsewhere("kms", "alias/ours"),
      },
    },
    "state.kmsKeyId",
  ),
  protectionHasAReason: dev({ protection: { enabled: false } }, "protection.reason"),
  signInNames: pool({ aliasAttributes: ["preferred_username"] }, "aliasAttributes"),
  requiredAttributesCanBeGiven: pool(
    { requiredAttributes: ["email", "phone_number_verified"] },
    "requiredAttributes[1]",
  ),
  immutableAttributesAreGiven: pool({ immutableAttributes: ["name"] }, "immutableAttributes[0]"),
  customAttributeConstraints: pool(
    { customAttributes: { a: { type: "Boolean", min: 0 } } },
    "customAttributes.a.min",
  ),
  tierHasTheFeatures: pool(
    { tier: "LITE", passwordPolicy: { historySize: 3 } },
    "passwordPolicy.historySize",
  ),
  mfaHasAFactor: pool({ mfa: { mode: "ON" } }, "mfa.factors"),
  firstFactorsAreWhole: pool(
    { allowedFirstAuthFactors: [password, password] },
    "allowedFirstAuthFactors[1].factor",
  ),
  firstFactorsGoWithMfa: pool(
    {
      allowedFirstAuthFactors: [password, passkey],
      mfa: { mode: "ON", factors: ["SOFTWARE_TOKEN"] },
    },
    "allowedFirstAuthFactors[1]",
  ),
  choiceHasAClient: dev(
    {
      userPool: { allowedFirstAuthFactors: [password, passkey] },
      ...web({ authFlows: ["USER_SRP_AUTH"] }),
    },
    "userPool.allowedFirstAuthFactors",
  ),
  emailMfaIsSentByYou: pool(
    {
      mfa: { mode: "OPTIONAL", factors: ["EMAIL", "SMS"] },
      accountRecovery: ["verified_phone_number", "verified_email"],
    },
    "mfa.factors",
  ),
  recoveryIsNotTheSecondFactor: pool(
    { email, mfa: { mode: "OPTIONAL", factors: ["EMAIL"] } },
    "accountRecovery",
  ),
  textMessagesAreAFactor: pool({ autoVerifiedAttributes: ["email", "phone_number"] }, "mfa"),
  passkeysWithTextMessagesHaveMfa: pool(
    {
      allowedFirstAuthFactors: [password, passkey, { factor: "SMS_OTP" }],
      mfa: { mode: "OFF" },
    },
    "mfa",
  ),
  messagesAreSent: pool(
    { messages: { mfaEmail: { subject: "Code", message: "It is {####}." } } },
    "messages.mfaEmail",
  ),
  threatProtectionIsOn: pool(
    { threatProtection: { compromisedCredentials: { eventAction: "BLOCK" } } },
    "threatProtection",
  ),
  takeoverActionsCanBeTaken: pool(
    {
      advancedSecurityMode: "ENFORCED",
      threatProtection: {
        accountTakeover: {
          actions: { high: { eventAction: "BLOCK", notify: true } },
          notifyConfiguration: sesSender,
        },
      },
    },
    "threatProtection.accountTakeover.notifyConfiguration.blockEmail",
  ),
  emailSender: pool(
    { email: { sendingAccount: "COGNITO_DEFAULT", from: "no-reply@example.com" } },
    "email.from",
  ),
  madeIdentityCanSend: pool(
    { email: { ...made, sesIdentity: { domain: "example.org" } } },
    "email.from",
  ),
  tokenValidities: dev(
    web({ idTokenValidity: { value: 4, unit: "minutes" } }),
    "clients.web.idTokenValidity",
  ),
  clientAttributes: dev(web({ readAttributes: ["custom:x"] }), "clients.web.readAttributes[0]"),
  waysIn: pool({ autoVerifiedAttributes: [] }, "autoVerifiedAttributes"),
  clientFitsItsKind: dev(web({ oauth: {} }), "clients.web.oauth.callbackUrls"),
  scopesAreThere: dev(
    web({
      oauth: { ...oauth, scopes: ["openid", { resourceServer: "orders", scope: "read" }] },
    }),
    "clients.web.oauth.scopes[1]",
  ),
  resourceServersDiffer: dev(
    { resourceServers: { orders, more: orders } },
    "resourceServers.more.identifier",
  ),
  rotationIsWhole: dev(
    web({ refreshTokenRotation: { enabled: false, retryGracePeriodSeconds: 5 } }),
    "clients.web.refreshTokenRotation.retryGracePeriodSeconds",
  ),
  secretsAreNamedOnce: dev(
    {
      identityProviders: {
        Google: { ...Google, clientSecret: { ...Google.clientSecret, secret: "acme/google" } },
      },
      ...allowing("Google"),
    },
    "identityProviders.Google.clientSecret",
  ),
  metadataAreNamedOnce: dev(
    {
      identityProviders: { saml: { Okta: { attributes: Okta.attributes } } },
      ...allowing("Okta"),
    },
    "identityProviders.saml.Okta.metadataUrl",
  ),
  providerNamesDiffer: dev(
    {
      identityProviders: {
        oidc: { Okta: { issuer: "https://example.com", clientId: "1" } },
        saml: { Okta },
      },
      ...allowing("Okta"),
    },
    "identityProviders.saml.Okta",
  ),
  loginProvidersAreThere: dev(
    { identityPool: { supportedLoginProviders: ["Google"] } },
    "identityPool.supportedLoginProviders[0]",
  ),
  providersAreAllowed: dev(
    { identityProviders: { Google }, ...allowing("COGNITO") },
    "identityProviders.Google",
  ),
  mappedAttributesCanBeWritten: dev(
    {
      identityProviders: { Google: { ...Google, attributes: { email: "email", name: "name" } } },
      ...allowing("Google"),
    },
    "clients.web.writeAttributes",
  ),
  domainIsOne: dev(
    { ...signIn, domain: { certificateArn: elsewhere("acm", "certificate/1234") } },
    "domain.certificateArn",
  ),
  domainIsUsed: dev({ domain: {} }, "domain"),
  prefixIsAllowed: {
    input: { ...configurationWith(signIn), project: "laws" },
    path: "environments.dev.domain.prefix",
  },
  pagesOfTheVersion: dev(
    {
      ...signIn,
      domain: { managedLoginVersion: 2, uiCustomization: { cssFile: "page.css" } },
    },
    "domain.uiCustomization",
  ),
  groupsDiffer: dev({ groups: [group("Users", 1), group("Admins", 1)] }, "groups[1].precedence"),
  signUpGroupsExist: dev({ signUp: { defaultGroup: "User" } }, "signUp.defaultGroup"),
  groupAttributeCanBeRead: dev(
    { signUp: { groupAttribute: { attribute: "custom:team", allowedGroups: ["Users"] } } },
    "signUp.groupAttribute.attribute",
  ),
  guestsAreLetIn: dev(
    { identityPool: { guestAccess: { publicFiles: "read" } } },
    "identityPool.guestAccess",
  ),
  roleRulesAreSafe: dev(
    { identityPool: { roleMapping: { type: "Rules" } } },
    "identityPool.roleMapping.rules",
  ),
  principalTagsAreSafe: dev(
    { identityPool: { principalTags: { mail: "email" } } },
    "identityPool.principalTags.mail",
  ),
  tableColumns: dev({ userTable: { attributes: ["email"] } }, "userTable.attributes[0]"),
  cognitoSetsTheTime: dev({ functions: { timeoutSeconds: 9 } }, "functions.timeoutSeconds"),
  layersFit: dev(
    { functions: { layers: ["arn:aws:lambda:us-west-2:123456789012:layer:otel:1"] } },
    "functions.layers[0]",
  ),
  graphqlNamesWhatIsThere: dev({ graphql: { readers: ["Nobody"] } }, "graphql.readers[0]"),
  webAclIsHere: pool(
    { waf: { webAclArn: elsewhere("wafv2", "regional/webacl/all/1-2") } },
    "waf.webAclArn",
  ),
  parametersHaveNames: {
    input: { ...configurationWith({ outputParameters: true }), project: "awsome" },
    path: "environments.dev.outputParameters",
  },
  apiDomainIsInTheRegion: dev(
    {
      httpApi: {
        domain: {
          name: "api.example.com",
          certificateArn: elsewhere("acm", "certificate/1234"),
        },
      },
    },
    "httpApi.domain.certificateArn",
  ),
  challengesComeTogether: dev(
    {
      triggers: ["define-auth-challenge"],
      ...web({ authFlows: ["USER_SRP_AUTH", "CUSTOM_AUTH"] }),
    },
    "triggers",
  ),
  customAuthHasItsTriggers: dev(
    web({ authFlows: ["USER_SRP_AUTH", "CUSTOM_AUTH"] }),
    "clients.web.authFlows",
  ),
  migrationSeesPasswords: dev(
    { triggers: ["user-migration"], recipes: { userMigration: { from } } },
    "triggers[0]",
  ),
  messageOrSender: dev(
    {
      userPool: { email },
      triggers: ["custom-message", "custom-email-sender"],
      recipes: { customEmailSender: sesSender },
    },
    "triggers[0]",
  ),
  messagesAreSentByYou: dev({ triggers: ["custom-message"] }, "triggers[0]"),
  scopesReachAnAccessToken: dev(
    {
      triggers: ["pre-token-generation"],
      recipes: {
        preTokenGeneration: { version: "V1_0", scopes: { field: "scopes", allowed: ["a"] } },
      },
    },
    "recipes.preTokenGeneration.scopes",
  ),
  recipesHaveReaders: dev({ recipes: { preSignUp: {} } }, "recipes.preSignUp"),
  migrationSource: dev(
    {
      triggers: ["user-migration"],
      recipes: { userMigration: { from: { kind: "https" } } },
      ...web({ authFlows: ["USER_PASSWORD_AUTH"] }),
    },
    "recipes.userMigration.from.url",
  ),
  claimsAreOurs: dev(
    {
      triggers: ["pre-token-generation"],
      recipes: { preTokenGeneration: { claims: { iss: "plan" } } },
    },
    "recipes.preTokenGeneration.claims.iss",
  ),
  linkedUsersCanBeWritten: dev(
    {
      triggers: ["pre-sign-up"],
      recipes: { preSignUp: { federatedExistingUser: "link" } },
      userPool: {
        customAttributes: { a: { type: "String", minLength: 0, maxLength: 9, mutable: false } },
      },
    },
    "recipes.preSignUp.federatedExistingUser",
  ),
  messageLanguage: dev(
    {
      userPool: { email },
      triggers: ["custom-message"],
      recipes: { customMessage: { languageAttribute: "custom:language" } },
    },
    "recipes.customMessage.languageAttribute",
  ),
  sendersOwnTheirAddress: pool({ email: { ...email, from: "no-reply@example.org" } }, "email.from"),
  sendersAreInReach: pool(
    {
      email: { ...email, sourceArn: "arn:aws:ses:eu-central-1:111122223333:identity/example.com" },
    },
    "email.sourceArn",
  ),
  sendersAreOfTheAccount: pool(
    {
      email: { ...email, sourceArn: "arn:aws:ses:eu-west-1:444455556666:identity/example.com" },
    },
    "email.sourceArn",
  ),
  adoptedIsThere: dev({ adopt: { userPoolId, groups: ["Gone"] } }, "adopt.groups[0]"),
  poolIsInTheRegion: dev({ adopt: { userPoolId: "us-east-1_AbCdEfGhI" } }, "adopt.userPoolId"),
  existingPoolIsNotTouched: dev(
    { existingUserPool: { userPoolId }, userPool: { selfSignUp: false } },
    "userPool.selfSignUp",
  ),
  sharedStates: both({ state: { ...awsEnvironment.state, keyPrefix: "acme" } }, "state"),
  sharedBuckets: two({}, { region: "us-east-1" }, "state.region"),
  deployRolesStayApart: {
    input: {
      project: "acme",
      github,
      environments: { dev: awsEnvironment, "dev-2": awsEnvironment },
    },
    path: "environments.dev-2",
  },
  accountsWithProviderAreUsed: {
    input: {
      ...configurationWith(),
      github: { ...github, accountsWithProvider: ["444455556666"] },
    },
    path: "github.accountsWithProvider[0]",
  },
  differencesAreBetweenEnvironments: {
    input: {
      ...configurationWith(),
      expectedDifferences: [{ path: "**.tags", reason: "They differ.", between: ["dev", "prod"] }],
    },
    path: "expectedDifferences[0].between[1]",
  },
  domainsDiffer: both({ ...signIn, domain: { prefix: "acme-sign-in" } }, "domain.prefix"),
  identitiesDiffer: both(
    { userPool: { email: { ...made, sesIdentity: { domain: "example.com" } } } },
    "userPool.email.sesIdentity.domain",
  ),
  adoptedOnce: both({ adopt: { userPoolId } }, "adopt.userPoolId"),
  projectFiles: dev(
    { ...signIn, domain: { uiCustomization: { cssFile: "gone.css" } } },
    "domain.uiCustomization.cssFile",
  ),
  functionFolders: dev(
    { functions: { each: { gone: { memorySize: 256 } } } },
    "functions.each.gone",
  ),
  expressions: dev(
    { groups: [{ ...group("Users", 1), description: "%{ if }" }] },
    "groups[0].description",
  ),
};

const functions = [...triggerNames, "reconcile-users"];
const readFile = (file: string) =>
  file === "page.css" ? Buffer.from(".banner-customizable { color: #fff; }") : undefined;

function problemsOf(input: unknown): readonly Problem[] {
  try {
    resolveConfiguration(input as ConfigurationInput, functions, readFile);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
const brokenBy = (rule: NamedRule, input: unknown) =>
  brokenRules([rule], input as Sound<CheckedConfiguration>, { functions, readFile });

const pathsOf = (problems: readonly Problem[]) => problems.map((problem) => problem.path);
const named = rules.map(
  (rule) => [("within" in rule ? rule.within : rule.across).name, rule] as const,
);

test("what the cases change is sound", () => {
  expect(problemsOf(configurationWith())).toEqual([]);
  expect(problemsOf(two({}, {}, "").input)).toEqual([]);
});

test("each rule has a case, and each case a rule", () => {
  expect(Object.keys(cases).sort()).toEqual(named.map(([name]) => name).sort());
});

test.each(named)("%s reports what breaks it, and nothing else does", (name, rule) => {
  const { input, path: at } = cases[name] ?? { input: undefined, path: "a case" };
  expect(pathsOf(brokenBy(rule, input))).toEqual([at]);
  expect(pathsOf(problemsOf(input))).toEqual([at]);
});

test("each rule says why in one sentence, and names a page that is there", () => {
  const isThere = (see: string) =>
    see.startsWith("https://") || existsSync(path.join(__dirname, "../..", see));
  const untold = named.filter(([, { why, see }]) => !/^[A-Z`][^.]+\.$/.test(why) || !isThere(see));
  expect(untold.map(([name]) => name)).toEqual([]);
});

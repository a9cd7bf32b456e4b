import { httpApiWithDefaults } from "./http-api/defaults";
import { wafWithDefaults } from "./waf/defaults";
import { accessLogsWithDefaults } from "./access-logs";
import { alarmsWithDefaults } from "./alarms";
import { clientWithDefaults } from "./clients/defaults";
import { emailWithDefaults } from "./email/defaults";
import { domainWithDefaults } from "./domain/defaults";
import type { Environment, GitHub, Graphql, Recipes, State, UserPool } from "./environment";
import type {
  AwsPlace,
  ConfigurationInput,
  EnvironmentInput,
  GraphqlInput,
  GroupInput,
  Protection,
  UserPoolInput,
  UserPoolTier,
} from "./input";
import { identityPoolWithDefaults } from "./access";
import { sendsTextMessages } from "./factors";
import { messagesWithDefaults } from "./messages";
import type { Region } from "./regions";
import type { SoundEnvironment } from "./rules/rule";
import { tierFeatures, tierOf } from "./tier";
import type { TriggerName } from "./trigger-catalogue";
import { physicalName, type NameScope } from "./naming";

/** The account that moto, the local AWS, says it is. */
const localAccountId = "123456789012";
const localRegion: Region = "us-east-1";

/** Losing a pool loses its users, so keeping it is never something to remember. */
const protection: Protection = { enabled: true };

const passwordPolicy = {
  // NIST SP 800-63B asks for 8 at least; 12 with all classes is what Security Hub's Cognito checks and cdk-nag want.
  minimumLength: 12,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: true,
  // A leaked temporary password should not work for Cognito's default week.
  temporaryPasswordValidityDays: 3,
} as const;

/** Where the tier allows it: keeps people from going back to a password that leaked. */
const passwordHistorySize = 5;

/** Everybody may turn it on, nobody is locked out at the first sign-in. */
const mfa = { mode: "OPTIONAL", factors: ["SOFTWARE_TOKEN"] } as const;

/** Cognito has no pool without it. */
const firstAuthFactors = [{ factor: "PASSWORD" }] as const;

/** An administrator need not be asked for a new password. */
export const accountRecovery = ["verified_email"] as const;

const verificationEmail = {
  subject: "Your verification code",
  message: "Your verification code is {####}.",
} as const;

/** Gaps between precedences let a group come in between without renumbering. */
export const defaultGroups: readonly GroupInput[] = [
  { name: "Admins", precedence: 10, description: "Administer users and settings." },
  { name: "Managers", precedence: 20, description: "Manage the work of others." },
  { name: "Users", precedence: 30, description: "Everybody who has signed up." },
];
/** Of those, where a new user goes. */
export const defaultGroup = "Users";

/** What a user pool that signs in by e-mail cannot do without. */
export const requiredAttributes = ["email"] as const;

/** What a new user needs. */
export const defaultTriggers: readonly TriggerName[] = ["post-confirmation"];

/** A quarter to notice that a file was overwritten or deleted by mistake. */
const keepReplacedFiles = 90;

/** A quarter: long enough to look into an incident, short enough for personal data. */
const logRetentionDays = 90;

/** MB. CPU comes with memory: at 128 a cold start would eat half of a trigger's 5 seconds. */
const memorySize = 512;
/** Of the default groups, the one that manages users. */
export const administrators: readonly string[] = ["Admins"];

/** Deeper than any document that the shipped schema gives a reason for. */
const queryDepthLimit = 6;

/** A page of 100 users, each with its groups, and as much again several times. */
const resolverCountLimit = 500;

/** What GitHub names the first branch of a repository. */
const branch = "main";

/**
 * Fills in what an environment of `configuration` leaves open. The configuration has been checked: its
 * other environments tell who makes what they share.
 */
export function withDefaults(
  configuration: ConfigurationInput,
  environment: string,
  input: EnvironmentInput,
): Environment {
  const { project } = configuration;
  const place = placeWithDefaults(configuration, environment, input);
  // Texts that functions write have been written by now.
  const asked = input as SoundEnvironment;
  const tier = tierOf(asked);
  const userPool = userPoolWithDefaults(input.userPool ?? {}, tier, {
    project,
    environment,
    ...place,
  });
  const protectionOrDefault = input.protection ?? protection;
  const clients = Object.fromEntries(
    Object.entries(input.clients ?? { web: {} }).map(([name, client]) => [
      name,
      clientWithDefaults(client, userPool),
    ]),
  );
  const isSignedInTo = Object.values(clients).some(({ oauth }) => oauth !== undefined);
  return {
    project,
    environment,
    ...place,
    tags: { ...input.tags, project, environment, "managed-by": "gatehouse" },
    protection: protectionOrDefault,
    userPool,
    clients,
    identityProviders: input.identityProviders ?? {},
    resourceServers: input.resourceServers ?? {},
    domain: isSignedInTo
      ? domainWithDefaults(input.domain ?? {}, { project, environment, ...place })
      : undefined,
    groups: input.groups ?? defaultGroups,
    signUp: { ...input.signUp, defaultGroup: input.signUp?.defaultGroup ?? defaultGroup },
    identityPool: identityPoolWithDefaults(input.identityPool),
    attachments: {
      allowedOrigins: input.attachments?.allowedOrigins ?? [],
      keepReplacedFiles: input.attachments?.keepReplacedFiles ?? keepReplacedFiles,
    },
    userTable: { attributes: input.userTable?.attributes ?? [] },
    triggers: input.triggers ?? defaultTriggers,
    recipes: recipesWithDefaults(project, input, tier),
    functions: {
      ...input.functions,
      logRetentionDays: input.functions?.logRetentionDays ?? logRetentionDays,
      memorySize: input.functions?.memorySize ?? memorySize,
      architecture: input.functions?.architecture ?? "arm64",
      runtime: input.functions?.runtime ?? "nodejs22.x",
    },
    httpApi: httpApiWithDefaults(input.httpApi, input.attachments?.allowedOrigins),
    graphql: input.graphql && graphqlWithDefaults(input.graphql, protectionOrDefault.enabled),
    alarms: alarmsWithDefaults(input.alarms, protectionOrDefault.enabled),
    accessLogs: accessLogsWithDefaults(input.accessLogs, protectionOrDefault.enabled),
    outputParameters: input.outputParameters ?? false,
    review: {
      production: input.review?.production ?? protectionOrDefault.enabled,
      allow: input.review?.allow ?? [],
    },
    tierFeatures: tierFeatures(asked),
    github: githubWithDefaults(configuration, environment, input),
  };
}

function graphqlWithDefaults(input: GraphqlInput, isProtected: boolean): Graphql {
  return {
    administrators: input.administrators ?? administrators,
    readers: input.readers ?? [],
    ownFields: input.ownFields ?? [],
    introspection: input.introspection ?? !isProtected,
    queryDepthLimit: input.queryDepthLimit ?? (isProtected ? queryDepthLimit : 0),
    resolverCountLimit: input.resolverCountLimit ?? resolverCountLimit,
    waf: input.waf && wafWithDefaults(input.waf),
  };
}

function placeWithDefaults(
  configuration: ConfigurationInput,
  environment: string,
  input: EnvironmentInput,
): Pick<Environment, "platform" | "accountId" | "region" | "state"> {
  if (input.platform === "local") {
    return {
      platform: "local",
      accountId: localAccountId,
      region: input.region ?? localRegion,
      state: { backend: "local" },
    };
  }
  const { accountId, region } = input;
  const { project } = configuration;
  const { bucket, kmsKeyId } = input.state;
  const stateRegion = input.state.region ?? region;
  const bucketOf = makerOf(configuration, input.state);
  const state: State = {
    backend: "s3",
    bucket,
    keyPrefix: input.state.keyPrefix ?? defaultKeyPrefix(project, environment),
    region: stateRegion,
    kmsKeyId:
      bucketOf === undefined
        ? kmsKeyId
        : `arn:aws:kms:${stateRegion}:${accountId}:${stateKeyAlias(project, bucketOf)}`,
    bucketOf,
  };
  return { platform: "aws", accountId, region, state };
}

/** The environment that makes a state bucket: the first that names it. Nobody makes an existing one. */
function makerOf(configuration: ConfigurationInput, state: AwsPlace["state"]): string | undefined {
  if (state.existingBucket === true) return undefined;
  return environmentsOnAws(configuration).find(
    ([, other]) => other.state.bucket === state.bucket,
  )?.[0];
}

function environmentsOnAws({ environments }: ConfigurationInput) {
  return Object.entries(environments).flatMap(([name, input]) =>
    input.platform === "local" ? [] : [[name, input] as const],
  );
}

/** The alias of the key of the state bucket that `environment` makes. */
export function stateKeyAlias(project: string, environment: string): string {
  return `alias/${physicalName({ project, environment }, "state")}`;
}

function githubWithDefaults(
  configuration: ConfigurationInput,
  environment: string,
  input: EnvironmentInput,
): GitHub | undefined {
  const { github } = configuration;
  if (github === undefined || input.platform === "local") return undefined;
  const { accountId } = input;
  const [first] = environmentsOnAws(configuration).filter(
    ([, other]) => other.accountId === accountId,
  );
  return {
    repository: github.repository,
    repositoryId: github.repositoryId,
    branch: github.branch ?? branch,
    // An account takes one provider for an issuer.
    makesProvider:
      first?.[0] === environment && !(github.accountsWithProvider ?? []).includes(accountId),
  };
}

/** Each environment has a folder of its own in the state bucket, even where it shares the bucket. */
export function defaultKeyPrefix(project: string, environment: string): string {
  return `${project}/${environment}`;
}

function userPoolWithDefaults(
  input: UserPoolInput,
  tier: UserPoolTier,
  place: NameScope & Pick<Environment, "accountId" | "region">,
): UserPool {
  return {
    usernameAttributes: input.usernameAttributes ?? ["email"],
    aliasAttributes: input.aliasAttributes ?? [],
    autoVerifiedAttributes: input.autoVerifiedAttributes ?? ["email"],
    selfSignUp: input.selfSignUp ?? true,
    requiredAttributes: input.requiredAttributes ?? requiredAttributes,
    immutableAttributes: input.immutableAttributes ?? [],
    customAttributes: input.customAttributes ?? {},
    tier,
    passwordPolicy: {
      ...passwordPolicy,
      historySize: tier === "LITE" ? 0 : passwordHistorySize,
      ...input.passwordPolicy,
    },
    accountRecovery: input.accountRecovery ?? accountRecovery,
    allowedFirstAuthFactors: input.allowedFirstAuthFactors ?? firstAuthFactors,
    mfa: input.mfa ?? mfa,
    sms: sendsTextMessages(input) ? { snsRegion: input.sms?.snsRegion ?? place.region } : undefined,
    deviceTracking: input.deviceTracking,
    advancedSecurityMode: input.advancedSecurityMode ?? "OFF",
    threatProtection: input.threatProtection,
    email: emailWithDefaults(input.email, place),
    // The text has been written by now.
    verificationEmail:
      (input.verificationEmail as UserPool["verificationEmail"] | undefined) ?? verificationEmail,
    messages: messagesWithDefaults(input.messages),
    waf: input.waf && wafWithDefaults(input.waf),
  };
}

function recipesWithDefaults(
  project: string,
  { recipes = {} }: EnvironmentInput,
  tier: UserPoolTier,
): Recipes {
  const { preSignUp, preTokenGeneration, customMessage, oneTimeCode, reconcileUsers } = recipes;
  return {
    preSignUp: {
      allowedEmailDomains: preSignUp?.allowedEmailDomains ?? [],
      federatedExistingUser: preSignUp?.federatedExistingUser ?? "block",
    },
    userMigration: recipes.userMigration,
    preTokenGeneration: {
      version: preTokenGeneration?.version ?? (tier === "LITE" ? "V1_0" : "V2_0"),
      claims: preTokenGeneration?.claims ?? {},
      scopes: preTokenGeneration?.scopes,
      // Whoever is suspended must not come back because a table is down.
      whenTableIsDown: preTokenGeneration?.whenTableIsDown ?? { tokens: "refuse" },
    },
    customMessage: {
      languageAttribute: customMessage?.languageAttribute ?? "locale",
      defaultLanguage: customMessage?.defaultLanguage ?? "en",
      brand: customMessage?.brand ?? project,
    },
    oneTimeCode: oneTimeCode && {
      ...oneTimeCode,
      validitySeconds: oneTimeCode.validitySeconds ?? oneTimeCodeValiditySeconds,
    },
    customEmailSender: recipes.customEmailSender,
    customSmsSender: recipes.customSmsSender ?? {},
    reconcileUsers: {
      schedule: reconcileUsers?.schedule ?? defaultReconcileSchedule,
      mode: reconcileUsers?.mode ?? "heal",
      requestsPerSecond: reconcileUsers?.requestsPerSecond ?? reconcileRequestsPerSecond,
      ...(reconcileUsers?.removeRows && { removeRows: reconcileUsers.removeRows }),
    },
  };
}

/** Long enough to find the e-mail, short enough that a stolen one is of little use. */
const oneTimeCodeValiditySeconds = 300;

/** Nobody waits for longer than a day. */
export const defaultReconcileSchedule = "rate(1 day)";

/** Less than half of the 25 a second that an account's sign-ups share. */
const reconcileRequestsPerSecond = 10;

import type { Environment } from "../../configuration";
import type { Statement } from "../iam/policy-document";
import { physicalName } from "../../configuration/naming";

/** An environment on AWS, whose states are in a bucket. */
export type DeployedEnvironment = Environment & {
  readonly state: Extract<Environment["state"], { readonly backend: "s3" }>;
};

/**
 * ARNs of what an environment's stacks are made of. Names begin with the environment's where a name can
 * tell; pools and keys have ids, which their tags must tell apart.
 */
export function deployedResources(environment: DeployedEnvironment) {
  const { accountId, region, state } = environment;
  const name = physicalName(environment);
  const bucket = (...parts: readonly string[]) =>
    `arn:aws:s3:::${physicalName(environment, ...parts, accountId)}`;
  const here = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
  const regions = [...new Set([region, state.region])];
  return {
    functions: here("lambda", `function:${name}-*`),
    logGroups: here("logs", `log-group:/aws/lambda/${name}-*`),
    rules: here("events", `rule/${name}-*`),
    alarms: here("cloudwatch", `alarm:${name}-*`),
    dashboards: `arn:aws:cloudwatch::${accountId}:dashboard/${name}*`,
    topics: here("sns", `${name}-*`),
    /** Whether a chat channel is told of alarms. */
    tellsChat:
      environment.alarms.enabled && environment.alarms.notify.some((each) => "slack" in each),
    /** An API without a name of its own yet is `*` to AppSync, and so is what is made. */
    graphqlApis: here("appsync", "*"),
    graphqlLogs: here("logs", "log-group:/aws/appsync/apis/*"),
    queues: here("sqs", `${name}-*`),
    tables: here("dynamodb", `table/${name}-*`),
    userPools: here("cognito-idp", "userpool/*"),
    identityPools: here("cognito-identity", "identitypool/*"),
    keys: regions.map((each) => `arn:aws:kms:${each}:${accountId}:key/*`),
    /** Whether Cognito hands codes to a sender: it encrypts them with a key of the environment's. */
    hasCodesKey: environment.triggers.some((trigger) =>
      /^custom-(email|sms)-sender$/.test(trigger),
    ),
    codesAlias: here("kms", `alias/${physicalName(environment, "codes")}`),
    /** SES identities that its configuration names, each once. */
    senders: sendersOf(environment),
    attachments: bucket("attachments"),
    code: bucket("code"),
    /** Of S3's access logs; `undefined` where the environment keeps none. */
    accessLogs: environment.accessLogs.enabled ? bucket("logs") : undefined,
    roles: iam(`role/${name}-*`),
    /** With which Cognito sends text messages, where the pool has any to send. */
    textMessagesRole:
      environment.userPool.sms === undefined ? undefined : iam(`role/${name}-text-messages`),
    deployRoles: [iam(`role/${name}-plan`), iam(`role/${name}-apply`)],
    policies: iam(`policy/${name}-*`),
    stateBucket: `arn:aws:s3:::${state.bucket}`,
    states: `arn:aws:s3:::${state.bucket}/${state.keyPrefix}/*`,
    stateFiles: `arn:aws:s3:::${state.bucket}/${state.keyPrefix}/*.tfstate`,
    /** Of `state-<environment>`, where the deploy roles are. */
    ownStateFile: `arn:aws:s3:::${state.bucket}/${state.keyPrefix}/state.tfstate`,
    locks: `arn:aws:s3:::${state.bucket}/${state.keyPrefix}/*.tflock`,
    stateKey: state.kmsKeyId === undefined ? undefined : keyNamed(state.kmsKeyId),
    /** Conditions that hold for what carries, or is to get, this environment's tags. */
    ownTags: tagged("aws:ResourceTag", environment),
    newTags: tagged("aws:RequestTag", environment),
  };
}

/**
 * How a statement names a key. By its alias, where the configuration has that: a policy knows keys by
 * their ids, and a condition tells which of them has the alias.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function keyNamed(arn: string): Pick<Statement, "conditions"> & { readonly resource: string } {
  const [account, alias] = arn.split(":alias/");
  return alias === undefined
    ? { resource: arn }
    : {
        resource: `${account}:key/*`,
        conditions: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${alias}` } },
      };
}

function sendersOf({ recipes, userPool: { email } }: Environment): readonly string[] {
  const named = [
    email.sendingAccount === "DEVELOPER" ? email.sourceArn : undefined,
    recipes.customEmailSender?.sourceArn,
    recipes.oneTimeCode?.sourceArn,
  ];
  return [...new Set(named.filter((arn) => arn !== undefined))];
}

function tagged(
  key: "aws:ResourceTag" | "aws:RequestTag",
  { project, environment }: Environment,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    StringEquals: { [`${key}/project`]: project, [`${key}/environment`]: environment },
  };
}

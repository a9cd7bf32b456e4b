import { TerraformDataSource, TerraformResource } from "cdktf";
import { blockOf, type Block } from "../block";
import type { EnvironmentStack } from "../environment-stack";
import type { Statement } from "../iam/policy-document";
import { namedWrites } from "./apply-statements";
import { bucketReads, bucketWrites } from "./bucket-statements";
import { certifiedName } from "./domain-statements";
import { coveredTypes, otherActions, refusedTypes, type CoveredType } from "./covered-types";
import { identityRecordStatements } from "./ses-identity-statements";
import { existingPoolStatements } from "./existing-pool-statements";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";
import { graphqlLogStatements } from "./graphql-api-statements";
import { tagNewKeys } from "./key-statements";
import { namedReads } from "./plan-statements";

/** A resource or data source of one of the environment's stacks. */
export interface Held extends Block {
  /** `aws_sqs_queue.orders`, `data.aws_vpc.main`. */
  readonly address: string;
  readonly stack: EnvironmentStack;
  readonly covered: CoveredType | undefined;
}

/** What the deploy roles need beside what they have, and for what they cannot be made. */
export interface Coverage {
  readonly read: readonly Statement[];
  readonly write: readonly Statement[];
  readonly problems: readonly string[];
}

/** All that stacks hold, as Terraform will read it. */
export function heldBy(stacks: readonly EnvironmentStack[]): readonly Held[] {
  return stacks.flatMap((stack) =>
    stack.node.findAll().flatMap((construct): readonly Held[] => {
      const isData = TerraformDataSource.isTerraformDataSource(construct);
      if (!isData && !TerraformResource.isTerraformResource(construct)) return [];
      const block = blockOf(construct);
      if (block === undefined) return [];
      const type = isData ? `data.${block.type}` : block.type;
      const address = `${type}.${construct.friendlyUniqueId}`;
      return [{ ...block, type, address, stack, covered: coveredTypes[type] }];
    }),
  );
}

/** The ARN of what has a name that is known before it is there; else `undefined`. */
export function arnOf({ covered, values, stack }: Held): string | undefined {
  if (covered?.kind !== "named") return undefined;
  const name = values[covered.argument];
  if (!isKnown(name)) return undefined;
  const { accountId } = stack.environment;
  const resource = covered.resource(name, values);
  const place = resource.startsWith("dashboard/")
    ? `:${accountId}`
    : ({ s3: ":", iam: `:${accountId}` }[covered.service] ??
      `${regionOf(values, stack)}:${accountId}`);
  return `arn:aws:${covered.service}:${place}:${resource}`;
}

/** Where a resource is: its stack's Region, or that of the provider which it names. */
function regionOf({ provider }: Held["values"], stack: EnvironmentStack): string {
  return typeof provider === "string" ? provider.replace(/^aws\./, "") : stack.region;
}

/** Whether IAM's wildcards in `pattern` let it stand for `text`. */
export function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

/** One line of a problem each, for whoever wrote `extend.ts`. */
export function problem({ stack, address }: Held, rule: string, fix: string): string {
  return `  ${stack.node.id} · ${address}\n    rule   ${rule}\n    fix    ${fix}`;
}

/**
 * Holds what stacks are made of to what the deploy roles may do. What has a name they are given; what
 * nobody can tell is a problem, not silence.
 *
 * @param allowed types that somebody has written statements for.
 */
export function coverageOf(
  environment: DeployedEnvironment,
  held: readonly Held[],
  allowed: ReadonlySet<string>,
): Coverage {
  const parts = held
    .filter(({ type }) => /^(data\.)?aws_/.test(type) && !allowed.has(type))
    .map((each) => covering(environment, each, held));
  return {
    read: merged(parts.flatMap(({ read }) => read)),
    write: merged(parts.flatMap(({ write }) => write)),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

const nothing: Coverage = { read: [], write: [], problems: [] };

function covering(environment: DeployedEnvironment, one: Held, held: readonly Held[]): Coverage {
  const { covered, type, stack } = one;
  const refuse = (rule: string, fix: string): Coverage => ({
    ...nothing,
    problems: [problem(one, rule, fix)],
  });
  const refused = refusedTypes[type];
  if (refused !== undefined) {
    return refuse("the deploy roles are never allowed to make one", refused);
  }
  switch (covered?.kind) {
    case undefined:
      return refuse(
        `nobody has said which actions Terraform needs for ${type}: the deploy roles lack all of them`,
        `write \`state?.deployRoles?.allow("<id>", { types: ["${type}"], read: […], write: […] })\` with the statements; https://docs.aws.amazon.com/service-authorization/latest/reference/ lists actions`,
      );
    case "free":
      return nothing;
    case "stated":
      if (covered.argument !== undefined && !isKnown(one.values[covered.argument])) {
        return refuse(...nameless(covered.argument));
      }
      return { ...nothing, ...covered.statements(environment, one.values) };
    case "unnamed":
      return environment.alarms.enabled
        ? nothing
        : refuse(
            "the deploy roles may make one where the environment has alarms only",
            "write `alarms: { enabled: true }`, or allow the actions by `state?.deployRoles?.allow`",
          );
    case "tagged":
      if (covered.service === "kms") return keyCoverage(environment);
      if (covered.service === "acm") return certificateCoverage(environment, one, refuse);
      return stack.region === environment.region
        ? nothing
        : refuse(
            `the deploy roles may make it in ${environment.region} only`,
            `put it into a stack in ${environment.region}`,
          );
    case "part":
      if (isOfExistingPool(environment, one)) {
        const { userPoolId = "" } = environment.existingUserPool ?? {};
        return { ...nothing, ...existingPoolStatements(environment, userPoolId) };
      }
      return type === "aws_route53_record"
        ? recordCoverage(environment, one, held, refuse)
        : partCoverage(one, covered, held, refuse);
    case "named":
      return namedCoverage(environment, one, held, refuse);
  }
}

/** Whether a value is there before the resource is. */
function isKnown(value: unknown): value is string {
  return typeof value === "string" && !value.includes("${");
}

function nameless(argument: string): readonly [rule: string, fix: string] {
  return [
    `the deploy roles may touch what has a name of the environment's, and its ${argument} is not known before it is there`,
    `write \`${camelCase(argument)}: physicalName(environment, "<what>")\``,
  ];
}

/** Whether it is something that the environment adds to a pool of somebody else's. */
function isOfExistingPool({ existingUserPool }: DeployedEnvironment, { values }: Held): boolean {
  return existingUserPool !== undefined && values["user_pool_id"] === existingUserPool.userPoolId;
}

type Refuse = (rule: string, fix: string) => Coverage;

function partCoverage(
  one: Held,
  { of: argument, more }: Extract<CoveredType, { kind: "part" }>,
  held: readonly Held[],
  refuse: Refuse,
): Coverage {
  const owner = textOf(one.values[argument]);
  const ours = held.find(({ address }) => owner.startsWith(`\${${address}.`));
  if (ours === undefined && !owner.startsWith("${data.terraform_remote_state.")) {
    return refuse(
      `it belongs to ${owner || "nothing"}, which no stack of the environment makes, and the deploy roles change nothing else`,
      `refer to a resource of yours: \`${argument}: <resource>.${argument === "arn" ? "arn" : "…"}\``,
    );
  }
  if (one.type === "aws_cloudwatch_event_target" && one.values["role_arn"] !== undefined) {
    return refuse(
      "the deploy roles lack iam:PassRole to events.amazonaws.com",
      "let the target's own policy admit EventBridge (aws_lambda_permission, aws_sqs_queue_policy, aws_sns_topic_policy) in place of a role",
    );
  }
  if (more === undefined) return nothing;
  const arn = ours && arnOf(ours);
  if (arn === undefined) {
    return refuse(
      `the deploy roles lack ${more.write.join(", ")}, and the name of ${owner} is not known before the deployment`,
      `write \`state?.deployRoles?.allow("<id>", { types: ["${one.type}"], read: […], write: […] })\` with the statements`,
    );
  }
  const what = one.type.replace(/^aws_/, "");
  return {
    ...nothing,
    read: [statement("Read", what, more.read, [arn])],
    write: [statement("Write", what, more.write, [arn])],
  };
}

/** The one certificate that deploy roles may make is the domain's. */
function certificateCoverage(
  environment: DeployedEnvironment,
  one: Held,
  refuse: Refuse,
): Coverage {
  return one.values["domain_name"] === certifiedName(environment)
    ? nothing
    : refuse(
        "the deploy roles may make a certificate for `domain.name` alone",
        'write `state?.deployRoles?.allow("<id>", { types: ["aws_acm_certificate"], read: […], write: […] })` with the statements',
      );
}

/** The records that deploy roles may write are the domain's, those that its certificate asks for, and a sender's. */
function recordCoverage(
  environment: DeployedEnvironment,
  { values }: Held,
  held: readonly Held[],
  refuse: Refuse,
): Coverage {
  const ofSender = identityRecordStatements(environment, values);
  if (ofSender !== undefined) return { ...nothing, ...ofSender };
  const { domain } = environment;
  const name = textOf(values["name"]);
  const isOfCertificate = held.some(
    ({ type, address }) => type === "aws_acm_certificate" && name.includes(`${address}.`),
  );
  const isOfDomain = name === domain?.name || isOfCertificate;
  return domain?.name !== undefined && isOfDomain && values["zone_id"] === domain.hostedZoneId
    ? nothing
    : refuse(
        "the deploy roles may write the records of `domain.name` alone, in the zone `domain.hostedZoneId`",
        'write `state?.deployRoles?.allow("<id>", { types: ["aws_route53_record"], read: […], write: […] })` with the statements',
      );
}

function namedCoverage(
  environment: DeployedEnvironment,
  one: Held,
  held: readonly Held[],
  refuse: Refuse,
): Coverage {
  if (one.covered?.kind !== "named") return nothing;
  const of = deployedResources(environment);
  const { service, argument, more = {} } = one.covered;
  if (isLogOfApi(one, held)) return { ...nothing, ...graphqlLogStatements(environment) };
  const arn = arnOf(one);
  if (arn === undefined) {
    return refuse(...nameless(argument));
  }
  if (service === "iam" && !matches(of.roles, arn)) {
    return refuse(
      `the deploy roles may make roles named ${of.roles.split("/")[1] ?? ""} only: they lack iam:CreateRole for any other`,
      `write \`${camelCase(argument)}: physicalName(environment, "<what>")\``,
    );
  }
  const extra = Object.entries(more).flatMap(([name, { actions, on, reason }]): Statement[] =>
    isSet(one.values[name])
      ? [statement("Write", name, actions, on?.(one.values[name], arn) ?? [arn], reason)]
      : [],
  );
  const known = [of.tables, of.rules, of.functions, of.logGroups, of.queues, of.roles];
  const buckets = [
    of.attachments,
    of.code,
    ...(of.accessLogs === undefined ? [] : [of.accessLogs]),
  ];
  const watched = environment.alarms.enabled ? [of.alarms, of.dashboards, of.topics] : [];
  if ([...known, ...watched, ...buckets, of.codesAlias].some((each) => matches(each, arn))) {
    return { ...nothing, write: extra };
  }
  if (service === "s3") return bucketCoverage(environment, one, arn, held);
  const ofService = (actions: readonly string[]) =>
    actions.filter((action) => action.startsWith(`${service}:`));
  const deletes = environment.protection.enabled ? [] : otherActions.delete;
  // Of a log group AWS asks with what is in it, too.
  const resources = service === "logs" ? [arn, `${arn}:*`] : [arn];
  const reason = "All that is of one resource, whose name is written out.";
  return {
    read: [
      statement(
        "Read",
        service,
        ofService([...namedReads, ...otherActions.read]),
        resources,
        reason,
      ),
    ].filter(({ actions }) => actions.length > 0),
    write: [
      ...extra,
      statement(
        "Write",
        service,
        ofService([...namedWrites, ...otherActions.write, ...deletes]),
        resources,
        reason,
      ),
    ],
    problems: [],
  };
}

/** AppSync names the log of an API after its id. */
function isLogOfApi({ type, values: { name } }: Held, held: readonly Held[]): boolean {
  const [, api] = /^\/aws\/appsync\/apis\/\$\{([\w-]+\.[\w-]+)\.id\}$/.exec(textOf(name)) ?? [];
  return (
    type === "aws_cloudwatch_log_group" &&
    held.some((each) => each.type === "aws_appsync_graphql_api" && each.address === api)
  );
}

function bucketCoverage(
  environment: DeployedEnvironment,
  { address, values }: Held,
  arn: string,
  held: readonly Held[],
): Coverage {
  const mayGo = values["force_destroy"] === true || !environment.protection.enabled;
  const hasObjects = held.some(
    (other) =>
      other.type === "aws_s3_object" && textOf(other.values["bucket"]).startsWith(`\${${address}.`),
  );
  const reason =
    "The files of a bucket of extend.ts, which goes with them or gets them of Terraform.";
  return {
    read: [
      statement("Read", "buckets", bucketReads, [arn]),
      ...(hasObjects
        ? [
            statement(
              "Read",
              "objects",
              ["s3:GetObject", "s3:GetObjectTagging"],
              [`${arn}/*`],
              reason,
            ),
          ]
        : []),
    ],
    write: [
      statement("Write", "buckets", [...bucketWrites, "s3:PutLifecycleConfiguration"], [arn]),
      ...(mayGo || hasObjects
        ? [
            statement(
              "Write",
              mayGo ? "files" : "objects",
              [
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
                ...(mayGo ? ["s3:DeleteBucket", "s3:ListBucketVersions"] : []),
                ...(hasObjects ? ["s3:PutObject"] : []),
              ],
              [arn, `${arn}/*`],
              reason,
            ),
          ]
        : []),
    ],
    problems: [],
  };
}

/** Making keys; all else with them goes by their tags. */
function keyCoverage(environment: DeployedEnvironment): Coverage {
  const of = deployedResources(environment);
  if (of.hasCodesKey) return nothing;
  return {
    ...nothing,
    write: [
      {
        sid: "MakeKeys",
        actions: ["kms:CreateKey"],
        resources: ["*"],
        conditions: of.newTags,
        reason:
          "What is yet to be made has no ARN; the condition is on the tags that it is to get.",
      },
      tagNewKeys(of),
    ],
  };
}

function statement(
  verb: "Read" | "Write",
  what: string,
  actions: readonly string[],
  resources: readonly string[],
  reason?: string,
): Statement {
  const words = what.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const sid = `${verb}Added${words.join("").replaceAll(/\W/g, "")}`;
  return { sid, actions: [...actions], resources, ...(reason !== undefined && { reason }) };
}

/** Statements of one kind as one, so that a policy of many resources keeps to its size. */
function merged(statements: readonly Statement[]): readonly Statement[] {
  const bySid = new Map<string, Statement>();
  for (const each of statements) {
    const { sid, actions, resources = [] } = each;
    const key = JSON.stringify([sid, actions]);
    const before = bySid.get(key);
    const all = [...new Set([...(before?.resources ?? []), ...resources])];
    bySid.set(key, { ...each, resources: all });
  }
  // A Sid stands once in a policy.
  return [...bySid.values()].map((each, index, { length }) =>
    [...bySid.values()].filter(({ sid }) => sid === each.sid).length > 1 && length > 1
      ? { ...each, sid: `${each.sid}${index}` }
      : each,
  );
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function camelCase(argument: string): string {
  return argument.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

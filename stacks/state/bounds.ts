import type { Statement } from "../iam/policy-document";
import { arnOf, matches, problem, type Held } from "./coverage";
import { boundAtEdge, edgeHolder, type EdgeHolder } from "./edge-bounds";
import { grantedBy, type Granted } from "./granted";
import { isPolling, pollingBound } from "./polling-bounds";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

type Deployed = ReturnType<typeof deployedResources>;
type Conditions = NonNullable<Statement["conditions"]>;

/** What the boundary has to allow beside what it does, and what it never will by itself. */
export interface Bounds {
  readonly statements: readonly Statement[];
  /** ARNs of the roles that AppSync takes, and Lambda before it calls: what they may do goes by their names. */
  readonly rolesByName: readonly string[];
  readonly problems: readonly string[];
}

/** Who has a role. Of users and others, AWS tells the boundary no more than the identity id. */
type Holder =
  | { readonly kind: "user" }
  | { readonly kind: "function"; readonly roleArn?: string | undefined }
  | { readonly kind: "api"; readonly roleArn: string }
  | EdgeHolder;

/** What a function is handed by name, or Lambda does for it: no way to users' data. */
const byItself =
  /^(?:secretsmanager:GetSecretValue|ssm:GetParameter|events:PutEvents|sqs:SendMessage|ec2:(?:(?:Create|Delete|Describe)NetworkInterfaces?|DescribeSubnets|(?:A|Una)ssignPrivateIpAddresses))$/;

/**
 * Holds what the policies of an environment's roles allow to their boundary: AWS refuses what a boundary
 * does not allow, long after the deployment. Secrets that a function is handed by name are put into it.
 */
export function boundsOf(
  environment: DeployedEnvironment,
  held: readonly Held[],
  boundary: readonly Statement[],
): Bounds {
  const statements: Statement[] = [];
  const polled = new Set<string | undefined>();
  const problems: string[] = [];
  const of = deployedResources(environment);
  for (const policy of held.filter(({ type }) => type === "aws_iam_role_policy")) {
    const granted = grantedBy(environment, policy, held);
    if (granted === undefined) {
      problems.push(
        problem(
          policy,
          "nobody can tell before the deployment whether the boundary of the environment's roles allows it",
          "write the policy with `policyDocument` of stacks/iam/policy-document.ts",
        ),
      );
      continue;
    }
    const holder = holderOf(policy, held);
    for (const each of granted) {
      if (holder.kind !== "api" && isWithin(boundary, each, holder)) continue;
      if (holder.kind === "function" && isPolling(each)) polled.add(holder.roleArn);
      const bound =
        holder.kind === "edge"
          ? boundAtEdge(each, holder, of, statements.length, (granted) =>
              isWithin(boundary, granted, { kind: "function" })
                ? about(boundary, granted, "Allow")[0]
                : widened(granted, { kind: "function" }, of, statements.length),
            )
          : widened(each, holder, of, statements.length);
      if (bound === undefined) problems.push(outside(policy, each, holder));
      else statements.push(bound);
    }
  }
  return {
    statements: unique(statements),
    rolesByName: held.flatMap((each) => {
      const holder = each.type === "aws_iam_role" ? holds(each, held) : undefined;
      if (holder?.kind === "api") return [holder.roleArn];
      const roleArn = holder?.kind === "function" ? holder.roleArn : undefined;
      return roleArn !== undefined && polled.has(roleArn) ? [roleArn] : [];
    }),
    problems: [...new Set(problems)],
  };
}

function outside(policy: Held, { action, resource }: Granted, { kind }: Holder): string {
  const on = resource ?? "what it names";
  const who = { function: "functions", edge: "functions", api: "AppSync", user: "users" }[kind];
  return problem(
    policy,
    `the boundary of the environment's roles does not let ${who} do ${action} on ${on}: AWS would refuse it`,
    `write \`state?.deployRoles?.allow("<id>", { roles: [{ sid: "<Sid>", actions: ["${action}"], resources: ["${on}"] }] })\``,
  );
}

function isWithin(boundary: readonly Statement[], granted: Granted, { kind }: Holder): boolean {
  const isForIt = ({ conditions }: Statement) =>
    kind === "function" || !JSON.stringify(conditions ?? {}).includes("lambda:SourceFunctionArn");
  const isDenied = granted.resource !== undefined && about(boundary, granted, "Deny").some(isForIt);
  return about(boundary, granted, "Allow").some(isForIt) && !isDenied;
}

/** The statements of a boundary that are about what is granted. */
function about(
  boundary: readonly Statement[],
  { action, resource }: Granted,
  effect: "Allow" | "Deny",
): readonly Statement[] {
  return boundary.filter(
    ({ effect: of = "Allow", actions, resources = [] }) =>
      of === effect &&
      actions.some((pattern) => matches(pattern, action)) &&
      (resource === undefined || resources.some((pattern) => matches(pattern, resource))),
  );
}

/**
 * What functions that declare themselves are handed: the environment's own user pool, and all versions of
 * its users' files. How much of it, their policies say.
 */
function ownThing({ action, resource }: Granted, of: Deployed): Conditions | undefined {
  const inFunctions = { ArnLike: { "lambda:SourceFunctionArn": of.functions } };
  if (action.startsWith("cognito-idp:") && resource === of.userPools) {
    return { ...of.ownTags, ...inFunctions };
  }
  if (action === "cognito-identity:DeleteIdentities") return inFunctions;
  if (/^s3:(?:DeleteObjectVersion|GetObject|PutObject)$/.test(action)) {
    if (resource === `${of.attachments}/erased/*`) return inFunctions;
  }
  const onVersions =
    (action === "s3:DeleteObjectVersion" && resource === `${of.attachments}/private/*`) ||
    (action === "s3:ListBucketVersions" && resource === of.attachments);
  return onVersions ? inFunctions : undefined;
}

const rowActions =
  /^dynamodb:(?:Batch(?:Get|Write)Item|ConditionCheckItem|(?:Delete|Get|Put|Update)Item|Query|Scan)$/;

/** On what AppSync works for a GraphQL API: rows, users, its log. How much of it, resolvers say. */
function onOwnApi({ action, resource = "" }: Granted, of: Deployed): Conditions | undefined {
  if (rowActions.test(action)) return matches(of.tables, resource) ? {} : undefined;
  if (action.startsWith("cognito-idp:")) {
    return resource === of.userPools ? of.ownTags : undefined;
  }
  return action.startsWith("logs:") && resource === of.graphqlLogs ? {} : undefined;
}

/** The statement that lets a role do it, where that can be told to be harmless. */
function widened(
  granted: Granted,
  holder: Exclude<Holder, EdgeHolder>,
  of: Deployed,
  index: number,
): Statement | undefined {
  const { action, resource, conditions } = granted;
  if (resource === undefined || holder.kind === "user") return undefined;
  if (holder.kind === "api") {
    const onOwn = onOwnApi(granted, of);
    return (
      onOwn && {
        sid: `BoundedByGrant${index}`,
        actions: [action],
        resources: [resource],
        // AppSync tells no more of itself than the role that it has taken.
        conditions: { ...onOwn, ArnEquals: { "aws:PrincipalArn": holder.roleArn } },
        reason: "What a resolver names, and nothing else.",
      }
    );
  }
  const polling = pollingBound(granted, holder.roleArn, of.tables);
  if (polling !== undefined) return { sid: `BoundedByGrant${index}`, ...polling };
  const onOwn = ownThing(granted, of);
  if (onOwn !== undefined) {
    return {
      sid: `BoundedByGrant${index}`,
      actions: [action],
      resources: [resource],
      conditions: onOwn,
      reason: "What a grant of a function names, and nothing else.",
    };
  }
  const viaSecrets = /^(?:secretsmanager|sqs|ssm)\./;
  const via = [conditions?.["StringEquals"]?.["kms:ViaService"] ?? ""].flat();
  const throughSecrets = action === "kms:Decrypt" && via.every((each) => viaSecrets.test(each));
  if (!byItself.test(action) && !throughSecrets) return undefined;
  // Lambda makes network interfaces, and a secret's service asks KMS: neither is the function itself.
  const isItself = !throughSecrets && !action.startsWith("ec2:");
  return {
    sid: `BoundedByGrant${index}`,
    actions: [action],
    resources: [resource],
    ...(throughSecrets && conditions && { conditions }),
    ...(isItself && { conditions: { ArnLike: { "lambda:SourceFunctionArn": of.functions } } }),
    reason: "What a grant of a function names, and nothing else.",
  };
}

/** Statements of the same things for different actions or resources, as one: a boundary has a size. */
function unique(statements: readonly Statement[]): readonly Statement[] {
  const byActions = mergedBy(
    statements,
    ({ actions, conditions }) => [actions, conditions],
    (one, other) => ({ ...one, resources: union(one.resources, other.resources) }),
  );
  return mergedBy(
    byActions,
    ({ resources, conditions }) => [resources, conditions],
    (one, other) => ({ ...one, actions: union(one.actions, other.actions) }),
  );
}

function mergedBy(
  statements: readonly Statement[],
  keyOf: (statement: Statement) => unknown,
  merge: (one: Statement, other: Statement) => Statement,
): readonly Statement[] {
  const merged = new Map<string, Statement>();
  for (const each of statements) {
    const key = JSON.stringify(keyOf(each));
    const before = merged.get(key);
    merged.set(key, before === undefined ? each : merge(before, each));
  }
  return [...merged.values()];
}

function union(one: readonly string[] = [], other: readonly string[] = []): readonly string[] {
  return [...new Set([...one, ...other])];
}

function holderOf({ values }: Held, held: readonly Held[]): Holder {
  const role = held.find(({ address }) => String(values["role"]).startsWith(`\${${address}.`));
  return role === undefined ? { kind: "user" } : holds(role, held);
}

function holds(role: Held, held: readonly Held[]): Holder {
  const trust = String(role.values["assume_role_policy"]);
  const atEdge = edgeHolder(role, held);
  if (atEdge !== undefined) return atEdge;
  const roleArn = arnOf(role);
  if (trust.includes("lambda.amazonaws.com")) return { kind: "function", roleArn };
  return trust.includes('"appsync.amazonaws.com"') && roleArn !== undefined
    ? { kind: "api", roleArn }
    : { kind: "user" };
}

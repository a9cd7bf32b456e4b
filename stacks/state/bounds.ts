import type { Statement } from "../iam/policy-document";
import { arnOf, matches, problem, type Held } from "./coverage";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** One thing that a role's policy allows. */
interface Granted {
  readonly action: string;
  /** With the references of Terraform replaced; `undefined` where it is known only after the deployment. */
  readonly resource: string | undefined;
  readonly conditions: Statement["conditions"] | undefined;
}

/** What the boundary has to allow beside what it does, and what it never will by itself. */
export interface Bounds {
  readonly statements: readonly Statement[];
  readonly problems: readonly string[];
}

/** What a function is handed by name, or Lambda does for it: no way to users' data. */
const byItself =
  /^(?:secretsmanager:GetSecretValue|ssm:GetParameter|ec2:(?:(?:Create|Delete|Describe)NetworkInterfaces?|DescribeSubnets|(?:A|Una)ssignPrivateIpAddresses))$/;

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
  const problems: string[] = [];
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
    const isFunction = isOfFunction(policy, held);
    for (const each of granted) {
      if (isWithin(boundary, each, isFunction)) continue;
      const bound = isFunction ? widened(each, statements.length, environment) : undefined;
      if (bound === undefined) problems.push(outside(policy, each, isFunction));
      else statements.push(bound);
    }
  }
  return { statements: unique(statements), problems: [...new Set(problems)] };
}

function outside(policy: Held, { action, resource }: Granted, isFunction: boolean): string {
  const on = resource ?? "what it names";
  const who = isFunction ? "functions" : "users";
  return problem(
    policy,
    `the boundary of the environment's roles does not let ${who} do ${action} on ${on}: AWS would refuse it`,
    `write \`state?.deployRoles?.allow("<id>", { roles: [{ sid: "<Sid>", actions: ["${action}"], resources: ["${on}"] }] })\``,
  );
}

function isWithin(
  boundary: readonly Statement[],
  { action, resource }: Granted,
  isFunction: boolean,
): boolean {
  const about = (effect: "Allow" | "Deny") =>
    boundary.some(
      ({ effect: of = "Allow", actions, resources = [], conditions }) =>
        of === effect &&
        actions.some((pattern) => matches(pattern, action)) &&
        (resource === undefined || resources.some((pattern) => matches(pattern, resource))) &&
        (isFunction || !JSON.stringify(conditions ?? {}).includes("lambda:SourceFunctionArn")),
    );
  return about("Allow") && !(resource !== undefined && about("Deny"));
}

/**
 * What functions that declare themselves are handed: the environment's own user pool, and all versions of
 * its users' files. How much of it, their policies say.
 */
function ownThing(
  { action, resource }: Granted,
  of: ReturnType<typeof deployedResources>,
): Statement["conditions"] | undefined {
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

/** The statement that lets a function do it, where that can be told to be harmless. */
function widened(
  { action, resource, conditions }: Granted,
  index: number,
  environment: DeployedEnvironment,
): Statement | undefined {
  if (resource === undefined) return undefined;
  const of = deployedResources(environment);
  const onOwn = ownThing({ action, resource, conditions }, of);
  if (onOwn !== undefined) {
    return {
      sid: `BoundedByGrant${index}`,
      actions: [action],
      resources: [resource],
      conditions: onOwn,
      reason: "What a grant of a function names, and nothing else.",
    };
  }
  const viaSecrets = /^(?:secretsmanager|ssm)\./;
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

function isOfFunction({ values }: Held, held: readonly Held[]): boolean {
  const role = held.find(({ address }) => String(values["role"]).startsWith(`\${${address}.`));
  return String(role?.values["assume_role_policy"]).includes("lambda.amazonaws.com");
}

function grantedBy(
  environment: DeployedEnvironment,
  { values }: Held,
  held: readonly Held[],
): readonly Granted[] | undefined {
  let document: { readonly Statement?: unknown };
  try {
    document = JSON.parse(String(values["policy"])) as { readonly Statement?: unknown };
  } catch {
    return undefined;
  }
  return [document.Statement ?? []].flat().flatMap((value) => {
    const one = value as Readonly<Record<string, unknown>>;
    if (one["Effect"] !== "Allow") return [];
    const conditions = one["Condition"] as Statement["conditions"] | undefined;
    return texts(one["Action"]).flatMap((action) =>
      texts(one["Resource"]).map((resource) => ({
        action,
        resource: known(environment, resource, held),
        conditions,
      })),
    );
  });
}

/** A resource with the ARN in place of the reference to it. */
function known(
  environment: DeployedEnvironment,
  resource: string,
  held: readonly Held[],
): string | undefined {
  const of = deployedResources(environment);
  const ids: Readonly<Record<string, string | undefined>> = {
    "cognito-idp": of.userPools,
    "cognito-identity": of.identityPools,
    kms: of.keys[0],
  };
  const unknown = "\u0000";
  const text = resource.replaceAll(
    /(?<!\$)\$\{((?:data\.)?[\w-]+\.[\w-]+)\.(\w+)\}/g,
    (_reference, address: string, attribute: string) => {
      const owner = held.find((each) => each.address === address);
      const arn =
        owner === undefined || attribute !== "arn"
          ? undefined
          : owner.covered?.kind === "tagged"
            ? ids[owner.covered.service]
            : arnOf(owner);
      return arn ?? unknown;
    },
  );
  return text.includes(unknown) ? undefined : text;
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((each) => typeof each === "string");
}

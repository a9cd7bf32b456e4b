import type { AwsRequest, Forward, Interceptor } from "../interceptor";
import { readJson } from "../json-protocol";
import { ownRequest } from "../own-request";
import { accessDenied } from "./access-denied";
import { evaluate, unknownConditionKeys, type Answer, type Question } from "./evaluation";
import { operationOf, type Permission } from "./permissions/inquiry";
import { isKnownConditionKey, requiredPermissions } from "./required-permissions";
import { parsePolicy, PolicyStore, type NamedPolicy, type PolicyDocument } from "./role-policies";
import type { ContextValues, RoleSession, RoleSessions } from "./role-sessions";

/** What the authorization of calls needs of the local AWS. */
export interface AuthorizationProps {
  readonly accountId: string;
  /** Filled in by what STS gives, and asked about each call. */
  readonly sessions: RoleSessions;
}

/**
 * Refuses what a role's policies do not allow, as IAM does for every service. Concerned are calls
 * with temporary credentials of a role: functions', and those of whoever assumed one. All others
 * pass: they are an administrator's, or need no permission.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class Authorization {
  private readonly policies = new PolicyStore();

  constructor(private readonly props: AuthorizationProps) {}

  /**
   * Stands before all that answers calls. A call that is not in the table of permissions is refused.
   */
  readonly interceptor: Interceptor = async (request, forward) => {
    const { accountId, sessions } = this.props;
    const { policies } = this;
    const session = sessions.of(request);
    if (session !== undefined) {
      const refusal = await refusalOf({ request, session, policies, accountId, call: forward });
      if (refusal !== undefined) return accessDenied(request, refusal);
    }
    if (request.service === "iam" && isChange(request)) {
      const response = await forward(request);
      policies.forget();
      return response;
    }
    if (request.service === "sts") {
      const response = await forward(request);
      if (response.status === 200) sessions.begin(request, response.body.toString("utf8"));
      return response;
    }
    return undefined;
  };

  /** Whether the signer of a request may do one thing more, which the request alone does not tell. */
  async allows(request: AwsRequest, permission: Permission, call: Forward): Promise<boolean> {
    const { accountId, sessions } = this.props;
    const session = sessions.of(request);
    if (session === undefined) return true;
    const { policies } = this;
    const reason = await reasonAgainst({ request, session, policies, accountId, call }, permission);
    return reason === undefined;
  }
}

/** All but what only looks. */
function isChange(request: AwsRequest): boolean {
  return !/^(Get|List|Simulate|Generate)/.test(operationOf(request));
}

/** One call that is to be allowed or not. */
interface Case {
  readonly request: AwsRequest;
  readonly session: RoleSession;
  readonly policies: PolicyStore;
  readonly accountId: string;
  readonly call: Forward;
}

/** Why a call is refused, in AWS's words; `undefined` when it is not. */
async function refusalOf(of: Case): Promise<string | undefined> {
  const { request, session } = of;
  const permissions = await requiredPermissions(of);
  const who = `User: ${session.principalArn} is not authorized to perform: `;
  if (permissions === undefined) {
    return (
      `${who}${request.service}:${operationOf(request)}. The local AWS does not know which ` +
      "permissions this call needs: add it to tools/local-aws/iam/permissions."
    );
  }
  for (const permission of permissions) {
    const reason = await reasonAgainst(of, permission);
    const { action, resources } = permission;
    if (reason !== undefined) return `${who}${action} on resource: ${resources[0]} ${reason}`;
  }
  return undefined;
}

/** Asks all policies that have a say: the role's, its boundary, the session's, the resource's. */
async function reasonAgainst(of: Case, permission: Permission): Promise<string | undefined> {
  const { session, policies, call } = of;
  const { identityPolicies, permissionsBoundary } = await policies.ofRole(call, session.roleArn);
  const boundary = permissionsBoundary === undefined ? [] : [permissionsBoundary];
  const sessionPolicies = await readSessionPolicies(of);
  const [service = ""] = permission.action.split(":");
  const [unknown] = unknownConditionKeys(
    [...identityPolicies, ...boundary, ...sessionPolicies],
    service,
    (key) => isKnownConditionKey(service, key),
  );
  if (unknown !== undefined) {
    return (
      `because its policies have a condition on ${unknown}, which the local AWS does not know: ` +
      "see tools/local-aws/iam/permissions"
    );
  }
  const resourcePolicy = await resourcePolicyOf(of, permission);
  const ask = (policiesOfCaller: readonly NamedPolicy[], bounds: readonly NamedPolicy[] = []) =>
    answerTo(of, permission, { identityPolicies: policiesOfCaller, bounds, resourcePolicy });

  const answer = ask(identityPolicies, boundary);
  if (answer !== "Allowed") {
    const isBounded = boundary.length > 0 && ask(identityPolicies) === "Allowed";
    return because(
      permission,
      isBounded ? "permissions boundary" : "identity-based policy",
      answer,
    );
  }
  // A session policy can only take away: what the role allows, it has to allow too.
  if (sessionPolicies.length === 0) return undefined;
  const narrowed = ask(sessionPolicies);
  return narrowed === "Allowed" ? undefined : because(permission, "session policy", narrowed);
}

function because({ action }: Permission, kind: string, answer: Answer): string {
  return answer === "ExplicitlyDenied"
    ? `with an explicit deny in ${kind.startsWith("i") ? "an" : "a"} ${kind}`
    : `because no ${kind} allows the ${action} action`;
}

/** Where a thing has several ARNs, a policy may name any one of them. */
function answerTo(
  { request, session, accountId }: Case,
  { action, resources, context }: Permission,
  asked: Pick<Question, "identityPolicies" | "bounds" | "resourcePolicy">,
): Answer {
  const { principalArn } = session;
  const values = { ...contextOf(request, session, accountId), ...context };
  const answers = resources.map((resource) =>
    evaluate({ ...asked, principalArn, action, resource, accountId, context: values }),
  );
  if (answers.includes("ExplicitlyDenied")) return "ExplicitlyDenied";
  return answers.includes("Allowed") ? "Allowed" : "ImplicitlyDenied";
}

async function readSessionPolicies({ session, policies, call }: Case) {
  const managed = await Promise.all(
    session.sessionPolicyArns.map((arn) => policies.managedPolicy(call, arn)),
  );
  return [
    ...session.sessionPolicies.map((json) => ({ name: "session", policy: parsePolicy(json) })),
    // One that is not there narrows to nothing.
    ...managed.map((policy) => policy ?? { name: "missing", policy: { Statement: [] } }),
  ];
}

/** A key and a role let nobody in whom their own policy does not let in, not even their account. */
async function resourcePolicyOf(
  { request, policies, call }: Case,
  { action, resources: [resource] }: Permission,
): Promise<PolicyDocument | undefined> {
  if (action === "sts:AssumeRole") {
    return (await policies.ofRole(call, resource)).trustPolicy;
  }
  if (!action.startsWith("kms:")) return undefined;
  const response = await call(
    ownRequest({
      service: "kms",
      region: request.region,
      target: "TrentService.GetKeyPolicy",
      body: JSON.stringify({ KeyId: resource, PolicyName: "default" }),
    }),
  );
  const { Policy } = readJson(response);
  return typeof Policy === "string" ? parsePolicy(Policy) : undefined;
}

/**
 * What policies may ask about every call
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
 */
function contextOf(request: AwsRequest, session: RoleSession, accountId: string): ContextValues {
  const { roleArn, userId, functionName } = session;
  const now = new Date();
  return {
    "aws:PrincipalArn": roleArn,
    "aws:PrincipalAccount": accountId,
    "aws:PrincipalType": "AssumedRole",
    "aws:userid": userId,
    "aws:CurrentTime": now.toISOString(),
    "aws:EpochTime": String(Math.floor(now.getTime() / 1000)),
    // Stands for AWS's endpoints, which all speak TLS.
    "aws:SecureTransport": "true",
    "aws:SourceIp": "127.0.0.1",
    "aws:UserAgent": request.headers["user-agent"] ?? "",
    "aws:RequestedRegion": request.region,
    "aws:ResourceAccount": accountId,
    "aws:PrincipalIsAWSService": "false",
    "aws:ViaAWSService": "false",
    ...(functionName !== undefined && {
      "lambda:SourceFunctionArn": `arn:aws:lambda:${request.region}:${accountId}:function:${functionName}`,
    }),
    ...session.context,
  };
}

import type { AwsRequest } from "../interceptor";
import { APPSYNC_CALLER } from "../appsync/data-sources/role-caller";
import { LAMBDA_CALLER } from "../lambda/role-credentials";
import { textsOf } from "../xml";

/** What a condition or a policy variable may ask about: one value, or several. */
export type ContextValues = Readonly<Record<string, string | readonly string[]>>;

/** Temporary credentials of a role, and who holds them. */
export interface RoleSession {
  /** E.g. `arn:aws:iam::123456789012:role/post-confirmation`. */
  readonly roleArn: string;
  /** Who calls, in AWS's words: `arn:aws:sts::123456789012:assumed-role/<role>/<session>`. */
  readonly principalArn: string;
  /** `<role id>:<session>`, for `aws:userid`. */
  readonly userId: string;
  /** The function's name when Lambda holds the credentials for a function. */
  readonly functionName: string | undefined;
  /** Whether AppSync holds the credentials, for a data source. */
  readonly isOfApi: boolean;
  /** What the session was narrowed to when the role was assumed: policies, as JSON. */
  readonly sessionPolicies: readonly string[];
  /** The same, as ARNs of managed policies. */
  readonly sessionPolicyArns: readonly string[];
  /** What policies may ask about the session beside what they may ask about every role. */
  readonly context: ContextValues;
}

/** `Credential=<access key>/<date>/<Region>/<service>/aws4_request`, in a header or a query string. */
const inHeader = /^AWS4-HMAC-SHA256 +Credential=([^/\s,]+)\//;
const inQuery = /[?&]X-Amz-Credential=([^/&%]+)(?:\/|%2F)/i;

/** The access key id that a request is signed with; `undefined` for one that is not signed. */
function accessKeyOf({ headers, url }: Pick<AwsRequest, "headers" | "url">) {
  return (inHeader.exec(headers["authorization"] ?? "") ?? inQuery.exec(url))?.[1];
}

/**
 * The sessions that the local AWS has begun, by access key. A key that is not among them is a
 * long-term one: an administrator's, whom no policy holds back here.
 */
export class RoleSessions {
  private readonly sessions = new Map<string, RoleSession>();

  /** Whose temporary credentials a request is signed with, if it is. */
  of(request: Pick<AwsRequest, "headers" | "url">): RoleSession | undefined {
    const accessKey = accessKeyOf(request);
    return accessKey === undefined ? undefined : this.sessions.get(accessKey);
  }

  /**
   * Keeps the session that STS has begun.
   *
   * @param request a successful call of `AssumeRole` or one of its kin.
   * @param answer the XML with which STS answered it.
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  begin(request: AwsRequest, answer: string, context: ContextValues = {}): void {
    const form = new URLSearchParams(request.body.toString("utf8"));
    const [accessKeyId] = textsOf(answer, "AccessKeyId");
    const [principalArn] = textsOf(answer, "Arn");
    const roleArn = form.get("RoleArn");
    // GetSessionToken gives its caller's own rights, and there is no role in it.
    if (accessKeyId === undefined || principalArn === undefined || roleArn === null) return;
    const caller = accessKeyOf(request);
    const isLambda = caller === LAMBDA_CALLER;
    const policy = form.get("Policy");
    this.sessions.set(accessKeyId, {
      roleArn,
      principalArn,
      userId: textsOf(answer, "AssumedRoleId")[0] ?? "",
      functionName: isLambda ? (form.get("RoleSessionName") ?? undefined) : undefined,
      isOfApi: caller === APPSYNC_CALLER,
      sessionPolicies: policy === null ? [] : [policy],
      sessionPolicyArns: [...form]
        .filter(([name]) => /^PolicyArns\.member\.\d+\.arn$/.test(name))
        .map(([, arn]) => arn),
      context,
    });
  }
}

import type { ContextValues } from "./role-sessions";
import type { NamedPolicy, PolicyDocument, Principal, Statement } from "./role-policies";
import { conditionsHold } from "./conditions";
import { arnMatches, parsePattern, patternMatches } from "./patterns";

/** One question to the policies. */
export interface Question {
  /** The caller's ARN. */
  readonly principalArn: string;
  readonly action: string;
  readonly resource: string;
  readonly accountId: string;
  readonly context: ContextValues;
  readonly identityPolicies: readonly NamedPolicy[];
  /** Permissions boundaries: what they do not allow, nothing does. None: no bounds. */
  readonly bounds: readonly NamedPolicy[];
  /** Of the resource; only for keys and roles, which let nobody in without one. */
  readonly resourcePolicy: PolicyDocument | undefined;
}

/** What they answer: a `Deny` wins over every `Allow`, and nothing is allowed by itself. */
export type Answer = "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied";

/**
 * Evaluates policies as AWS does, within one account.
 *
 * @throws Error when one of the policies is none that AWS would have taken.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(question: Question): Answer {
  const { identityPolicies, bounds, resourcePolicy } = question;
  const ofCaller = identityPolicies.map(({ policy }) => saysOf(policy, question));
  const ofBounds = bounds.map(({ policy }) => saysOf(policy, question));
  const ofResource =
    resourcePolicy === undefined
      ? []
      : whomItNames(resourcePolicy, question).map(({ says }) => says);
  if ([...ofCaller, ...ofBounds, ...ofResource].includes("Deny")) return "ExplicitlyDenied";

  const isWithinBounds = ofBounds.every((says) => says === "Allow");
  const isAllowedToCaller = ofCaller.includes("Allow") && isWithinBounds;
  if (resourcePolicy === undefined) return isAllowedToCaller ? "Allowed" : "ImplicitlyDenied";
  const named = new Set(
    whomItNames(resourcePolicy, question)
      .filter(({ says }) => says === "Allow")
      .map(({ who }) => who),
  );
  // Named as a session, bounds do not hold it; as a role, they do; as an account, its own policies decide.
  const isAllowed =
    named.has("session") ||
    (named.has("role") && isWithinBounds) ||
    (named.has("account") && isAllowedToCaller);
  return isAllowed ? "Allowed" : "ImplicitlyDenied";
}

/** What a policy of a caller says: one `Deny` is enough. */
function saysOf(policy: PolicyDocument, question: Question): Statement["Effect"] {
  const effects = statementsOf(policy)
    .filter((statement) => isAbout(statement, policy, question))
    .map(({ Effect }) => Effect);
  return effects.includes("Deny") ? "Deny" : effects[0];
}

interface Named {
  readonly says: Statement["Effect"];
  readonly who: "session" | "role" | "account";
}

/** What a resource's policy says, and as whom it names the caller. */
function whomItNames(policy: PolicyDocument, question: Question): readonly Named[] {
  return statementsOf(policy).flatMap((statement) => {
    if (!isAbout(statement, policy, question)) return [];
    const who =
      statement.NotPrincipal === undefined
        ? namedAs(statement.Principal, question)
        : namedAs(statement.NotPrincipal, question) === undefined
          ? "role"
          : undefined;
    return who === undefined ? [] : [{ says: statement.Effect, who }];
  });
}

function namedAs(
  principal: Principal | undefined,
  { principalArn, accountId, context }: Question,
): Named["who"] | undefined {
  if (principal === undefined) return undefined;
  const names = typeof principal === "string" ? [principal] : [principal["AWS"] ?? []].flat();
  const role = context["aws:PrincipalArn"] ?? roleOf(principalArn);
  if (names.includes(principalArn)) return "session";
  if (names.includes("*") || names.some((name) => name === role)) return "role";
  const account = [accountId, `arn:aws:iam::${accountId}:root`];
  return names.some((name) => account.includes(name)) ? "account" : undefined;
}

/** `arn:aws:sts::1:assumed-role/<role>/<session>` is a session of `arn:aws:iam::1:role/<role>`. */
function roleOf(principalArn: string): string {
  return principalArn.replace(
    /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/,
    "arn:aws:iam::$1:role/$2",
  );
}

function isAbout(statement: Statement, policy: PolicyDocument, question: Question): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const { action, resource, context } = question;
  const hasVariables = policy.Version === "2012-10-17";
  const isAction = (pattern: string) =>
    patternMatches(parsePattern(pattern.toLowerCase(), undefined), action.toLowerCase());
  const isResource = (pattern: string) =>
    arnMatches(pattern, resource, hasVariables ? context : undefined);
  return (
    among(Action, NotAction, isAction) &&
    // A role's own policy of trust names no resource: it is the role.
    ((Resource === undefined && NotResource === undefined) ||
      among(Resource, NotResource, isResource)) &&
    conditionsHold(Condition, context, hasVariables)
  );
}

/** Whether one of `wanted` fits, or, where there is none, none of `excepted` does. */
function among(
  wanted: string | readonly string[] | undefined,
  excepted: string | readonly string[] | undefined,
  fits: (pattern: string) => boolean,
): boolean {
  if (wanted !== undefined) return [wanted].flat().some(fits);
  if (excepted !== undefined) return ![excepted].flat().some(fits);
  throw new Error("A statement of a policy names neither what it is about nor what not.");
}

function statementsOf({ Statement: of = [] }: PolicyDocument): readonly Statement[] {
  return [of].flat();
}

const globalKeys =
  /^aws:(PrincipalArn|PrincipalAccount|PrincipalType|userid|username|CurrentTime|EpochTime|SecureTransport|SourceIp|UserAgent|RequestedRegion|ResourceAccount|PrincipalIsAWSService|ViaAWSService|CalledVia|CalledViaFirst|CalledViaLast|MultiFactorAuthPresent|MultiFactorAuthAge|SourceArn|SourceAccount|SourceVpc|SourceVpce|PrincipalOrgID)$/i;

/** Keys of a session, whatever the service: absent, where its credentials came another way. */
const sessionKeys = /^(cognito-identity\.amazonaws\.com:(sub|aud|amr)|lambda:SourceFunctionArn)$/i;

/**
 * The condition keys in policies for a service's actions that the local AWS knows nothing of. It
 * cannot tell whether such a condition holds.
 *
 * @param isKnown tells the keys of the service itself.
 */
export function unknownConditionKeys(
  policies: readonly NamedPolicy[],
  service: string,
  isKnown: (key: string) => boolean,
): readonly string[] {
  return policies
    .flatMap(({ policy }) => statementsOf(policy))
    .filter(({ Action }) => [Action ?? "*"].flat().some((action) => isOf(service, action)))
    .flatMap(({ Condition }) => Object.values(Condition ?? {}).flatMap(Object.keys))
    .filter((key) => !globalKeys.test(key) && !sessionKeys.test(key) && !isKnown(key));
}

function isOf(service: string, action: string): boolean {
  return action.startsWith("*") || action.toLowerCase().startsWith(`${service}:`);
}

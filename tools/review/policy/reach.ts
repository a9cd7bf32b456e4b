import type { Condition } from "./policy-document";

/** Keys that say who asks, or for whom. Whoever asks cannot choose them. */
const ofIdentity =
  /^(?:aws:(?:source(?:arn|account|orgid|orgpaths|vpc|vpce|ip|owner)|principal(?:arn|account|orgid|orgpaths|tag\/.+)|vpcsourceip|userid|username|resourceaccount)|sts:externalid|kms:calleraccount|s3:dataaccesspointaccount|saml:.+|.+:(?:sub|aud|amr|oaud|azp|repository.*|environment|job_workflow_ref|ref))$/;

/** Keys that nearly every request meets, or that whoever asks can set. */
const ofAnybody =
  /^(?:aws:(?:securetransport|currenttime|epochtime|tokenissuetime|useragent|referer|viaawsservice|principaltype|requestedregion|multifactorauthpresent|multifactorauthage)|s3:tlsversion|s3:authtype|s3:signatureversion)$/;

function parts({ operator }: Condition) {
  const isOptional = operator.endsWith("IfExists") || operator.startsWith("ForAllValues:");
  const isNegative = operator.includes("Not") || /^(?:ForAnyValue:)?Null$/.test(operator);
  return { isOptional, isNegative };
}

/** Whether a value leaves it open who is meant: `*`, any account, any address. */
function isOpen(value: string): boolean {
  // A half of the internet is as good as all of it.
  if (/^\d+\.[\d.]+\/[0-7]$|:.*\/1?\d$/.test(value)) return true;
  if (!/[*?]/.test(value)) return false;
  // An ARN of any account.
  if (/^[*?].*:(?:role|user|assumed-role|federated-user|root)/.test(value)) return true;
  if (!value.startsWith("arn:")) return !/[^*?]{4}/.test(value);
  const [, , service = "", , account = "", path = ""] = value.split(":");
  if (/^[*?]*$/.test(account)) {
    // The ARN of a bucket has no account, but its name is its own.
    return account !== "" || service !== "s3" || /^[*?]/.test(path);
  }
  return /[*?]/.test(account);
}

/** Whether a condition keeps out whoever is not meant. One that any request meets does not. */
export function keepsStrangersOut(condition: Condition): boolean {
  const { isOptional, isNegative } = parts(condition);
  return (
    !isOptional &&
    !isNegative &&
    ofIdentity.test(condition.key) &&
    condition.values.length > 0 &&
    !condition.values.some(isOpen)
  );
}

/** Whether a condition holds for nearly every request, so that it is none. */
export function isMetByAnybody(condition: Condition): boolean {
  const { isOptional, isNegative } = parts(condition);
  return (
    isOptional ||
    isNegative ||
    ofAnybody.test(condition.key) ||
    condition.values.some((value) => /^[*?]+$/.test(value) || isOpen(value))
  );
}

/** Issuers whose tokens anybody in the world can have made for them, by the end of the provider's ARN. */
const issuers: readonly { readonly name: RegExp; readonly claims: RegExp }[] = [
  {
    name: /token\.actions\.githubusercontent\.com/,
    claims:
      /:(?:sub|repository|repository_id|repository_owner|repository_owner_id|job_workflow_ref)$/,
  },
  {
    name: /(?:gitlab\.com|app\.terraform\.io|agent\.buildkite\.com)$/,
    claims: /:(?:sub|project_path|project_id|namespace_path|namespace_id)$/,
  },
  { name: /cognito-identity\.amazonaws\.com/, claims: /:aud$/ },
  { name: /accounts\.google\.com/, claims: /:(?:aud|oaud|azp|sub)$/ },
  { name: /www\.amazon\.com|graph\.facebook\.com/, claims: /:(?:app_id|user_id|aud)$/ },
];

/**
 * Whether a federated principal is an issuer that anybody can get a token of, and no condition says whose
 * it has to be. The audience says for whom a token is, which anybody chooses, but where it is an app's own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html
 */
export function isOpenIssuer(principal: string, conditions: readonly Condition[]): boolean {
  const issuer = issuers.find(
    ({ name }) => principal.startsWith("Federated ") && name.test(principal),
  );
  return (
    issuer !== undefined &&
    !conditions.some((condition) => {
      const { isOptional, isNegative } = parts(condition);
      const says = issuer.claims.test(condition.key) && !isOptional && !isNegative;
      return says && condition.values.length > 0 && condition.values.every(namesOwner);
    })
  );
}

/** Whether a claim names somebody before its first wildcard: `repo:acme/*`, and not `repo:acme*`. */
function namesOwner(value: string): boolean {
  const wildcard = value.search(/[*?]/);
  return wildcard < 0
    ? value !== "" && value !== "sts.amazonaws.com"
    : /^(?:[^:]+:[^:/]+[:/]|https?:\/\/[^/]+\/[^/]+\/|[^:/]+\/)/.test(value.slice(0, wildcard));
}

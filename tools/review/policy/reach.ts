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
  if (/^(?:0\.0\.0\.0|::)\/0$/.test(value)) return true;
  if (!/[*?]/.test(value)) return false;
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

import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import type { NamedPolicy, PolicyDocument } from "./role-policies";
import type { ContextValues } from "./role-sessions";

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
 * Evaluates policies as AWS does
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * @throws Error when one of the policies is none that AWS would have taken.
 */
export function evaluate(question: Question): Answer {
  const { principalArn, action, resource, accountId, bounds, resourcePolicy } = question;
  // Unsafe: it does not check what is asked, as the other one does, which refuses phone numbers for
  // resources and garbles `kms:EncryptionContext:<key>`. What is asked comes from our own table.
  const result = runUnsafeSimulation(
    {
      request: {
        principal: principalArn,
        action,
        // In a request an asterisk is a character; the library would take it for a wildcard.
        resource: { resource: resource.replaceAll("*", "%2A"), accountId },
        contextVariables: question.context as Record<string, string | string[]>,
      },
      identityPolicies: [...question.identityPolicies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(bounds.length > 0 && { permissionBoundaryPolicies: [...bounds] }),
      ...(resourcePolicy && { resourcePolicy: named(resourcePolicy) }),
    },
    {},
  );
  return result === "Allowed" || result === "ExplicitlyDenied" ? result : "ImplicitlyDenied";
}

/**
 * The library's `ValidatedPolicy`: it reads the name of a resource's policy, and only this form of
 * one can have a name (0.1.173).
 */
function named(policyDocument: PolicyDocument): object {
  return { __validated: true, policyDocument, metadata: { name: "resource" }, errors: [] };
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
    .flatMap(({ policy }) => [policy.Statement ?? []].flat())
    .filter(({ Action }) => [Action ?? "*"].flat().some((action) => isOf(service, action)))
    .flatMap(({ Condition }) => Object.values(Condition ?? {}).flatMap(Object.keys))
    .filter((key) => !globalKeys.test(key) && !sessionKeys.test(key) && !isKnown(key));
}

function isOf(service: string, action: string): boolean {
  return action.startsWith("*") || action.toLowerCase().startsWith(`${service}:`);
}

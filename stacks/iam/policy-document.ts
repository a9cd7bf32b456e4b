import { giveWildcardReason, wildcardReason } from "./wildcards";

/** Who a statement of a trust or resource policy is about. */
export type Principal = Readonly<Partial<Record<"Federated" | "Service" | "AWS", string>>> | "*";

/** One statement. There is no `NotAction` or `NotPrincipal`: they allow too much. */
export interface Statement {
  /** Letters and digits; names the statement in reviews. */
  readonly sid: string;
  /** Default: `Allow`. */
  readonly effect?: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** Left out of trust policies, where the role itself is the resource. */
  readonly resources?: readonly string[];
  /** In place of `resources`: all but these. In a `Deny` only, where it cannot allow too much. */
  readonly notResources?: readonly string[];
  readonly principal?: Principal;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
  /** Why it allows a wildcard, if it does: for whoever reviews it. */
  readonly reason?: string;
}

/**
 * A policy as JSON, with the references in it left for Terraform. A policy variable must reach AWS
 * literally, so it is written `$${…}`.
 *
 * @throws Error when a statement allows a wildcard without a reason, or
 *   allows all but some resources.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function policyDocument(statements: readonly Statement[]): string {
  for (const statement of statements) {
    const { sid, effect = "Allow", actions, resources = [] } = statement;
    const { notResources, principal, reason } = statement;
    if (reason !== undefined) giveWildcardReason(sid, reason);
    if (effect === "Allow" && notResources !== undefined) {
      throw new Error(`Statement ${sid} allows all but some resources. Name those that it needs.`);
    }
    const wildcard = [...actions, ...resources, ...namesIn(principal)].find(hasWildcard);
    if (effect === "Allow" && wildcard !== undefined && wildcardReason(sid) === undefined) {
      throw new Error(
        `Statement ${sid} allows ${wildcard}. Name what it needs, or give the statement a \`reason\`.`,
      );
    }
  }
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(
      ({ sid, effect = "Allow", actions, resources, notResources, principal, conditions }) => ({
        Sid: sid,
        Effect: effect,
        Principal: principal,
        Action: actions,
        Resource: resources,
        NotResource: notResources,
        Condition: conditions,
      }),
    ),
  });
}

/**
 * Whether a text holds one of IAM's wildcards: `*` for any characters, `?` for one. Not where it is only
 * spelled: in a policy variable (`$${*}` is an asterisk), or in a reference that Terraform fills in.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
function hasWildcard(text: string): boolean {
  return /[*?]/.test(text.replace(/\$?\$\{[^}]*\}/g, ""));
}

function namesIn(principal: Principal | undefined): readonly string[] {
  return typeof principal === "string" ? [principal] : Object.values(principal ?? {});
}

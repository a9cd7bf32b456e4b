import { Testing } from "cdktf";
import type { Environment } from "../../configuration";
import { evaluate } from "../../tools/local-aws/iam/evaluation";
import type { NamedPolicy, PolicyDocument } from "../../tools/local-aws/iam/role-policies";
import { environmentStacks, type Extension } from "../../stacks/environment-stacks";
import { StateStack } from "../../stacks/state-stack";
import { Template } from "./template";
import type { NeededPermission } from "./terraform/terraform-permissions";

/** The state stack of an environment, synthesized and validated. */
export function stateTemplate(environment: Environment): Template {
  return new Template(Testing.synth(new StateStack(Testing.app(), environment), true));
}

/** The same, with what the roles are given for the environment's other stacks and for `extend`. */
export function coveringState(environment: Environment, extend?: Extension): Template {
  const { stacks } = environmentStacks(Testing.app(), environment, extend);
  const state = stacks.find(({ part }) => part === "state");
  if (state === undefined) throw new Error("There is no state stack.");
  return new Template(Testing.synth(state));
}

/** The policies of a deploy role, inline and managed. */
export function policiesOf(template: Template, role: "plan" | "apply"): readonly NamedPolicy[] {
  const reference = `\${aws_iam_role.deploy_${role}-role.name}`;
  const isOfRole = (block: Readonly<Record<string, unknown>>) => block["role"] === reference;
  const inline = template.all("aws_iam_role_policy").filter(isOfRole);
  const attached = template
    .all("aws_iam_role_policy_attachment")
    .filter(isOfRole)
    .map((block) => {
      const [, name = ""] = /aws_iam_policy\.([\w-]+)\./.exec(String(block["policy_arn"])) ?? [];
      return template.json.resource?.["aws_iam_policy"]?.[name] ?? {};
    });
  return [...inline, ...attached].map(namedPolicy);
}

/** The boundary of all other roles. */
export function boundaryOf(template: Template): NamedPolicy {
  const boundary = template.json.resource?.["aws_iam_policy"]?.["deploy_boundary-policy"];
  return namedPolicy(boundary ?? {});
}

function namedPolicy(block: Readonly<Record<string, unknown>>): NamedPolicy {
  // Terraform writes one dollar for two, where IAM is to find a policy variable.
  const policy = String(block["policy"]).replaceAll("$${", "${");
  return { name: String(block["name"]), policy: JSON.parse(policy) as PolicyDocument };
}

const leftToTheAccount = (accountId: string) => ({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow" as const,
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  },
});

/** Evaluates policies as AWS does, for a session of some role of the account. */
export function allows(
  policies: readonly NamedPolicy[],
  { action, resource, context }: NeededPermission,
  accountId: string,
  bounds: readonly NamedPolicy[] = [],
): boolean {
  return (
    evaluate({
      principalArn: `arn:aws:sts::${accountId}:assumed-role/deployer/workflow`,
      action,
      resource,
      accountId,
      context,
      identityPolicies: policies,
      bounds,
      // A key lets nobody in whom its own policy does not: ours leaves that to the account.
      resourcePolicy: action.startsWith("kms:") ? leftToTheAccount(accountId) : undefined,
    }) === "Allowed"
  );
}

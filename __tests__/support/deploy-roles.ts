import { runSimulation } from "@cloud-copilot/iam-simulate";
import { Testing } from "cdktf";
import type { Environment } from "../../configuration";
import { StateStack } from "../../stacks/state-stack";
import { Template } from "./template";
import type { NeededPermission } from "./terraform/terraform-permissions";

/** A policy as JSON that has been read. */
interface NamedPolicy {
  readonly name: string;
  readonly policy: unknown;
}

/** The state stack of an environment, synthesized and validated. */
export function stateTemplate(environment: Environment): Template {
  return new Template(Testing.synth(new StateStack(Testing.app(), environment), true));
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
  return { name: String(block["name"]), policy: JSON.parse(String(block["policy"])) as unknown };
}

function leftToTheAccount(accountId: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
}

/**
 * Evaluates policies as AWS does, with what AWS knows of its actions: it leaves out of the request what
 * an action has no condition key for.
 *
 * @throws Error when there is no such action, or when a policy is none that AWS would take.
 */
export async function allows(
  policies: readonly NamedPolicy[],
  { action, resource, context }: NeededPermission,
  accountId: string,
): Promise<boolean> {
  const outcome = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${accountId}:assumed-role/deployer/workflow`,
        action,
        resource: { resource, accountId },
        contextVariables: { ...context },
      },
      identityPolicies: [...policies],
      // A key lets nobody in whom its own policy does not: ours leaves that to the account.
      ...(action.startsWith("kms:") && { resourcePolicy: leftToTheAccount(accountId) }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (outcome.resultType === "error") {
    throw new Error(`${action} on ${resource}: ${JSON.stringify(outcome.errors)}`);
  }
  return outcome.overallResult === "Allowed";
}

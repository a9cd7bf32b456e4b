import { policyDifference } from "../policy/difference";
import { noPolicy, type PolicyDocument, type PolicyStatement } from "../policy/policy-document";

/** Policies of AWS's own that make an administrator of whoever has them, or let them become one. */
const administrators = new Set([
  "AdministratorAccess",
  "AdministratorAccess-Amplify",
  "AdministratorAccess-AWSElasticBeanstalk",
  "IAMFullAccess",
  "PowerUserAccess",
]);

/** Their policies name everybody by nature: other policies say who may act through them. */
const openByNature = new Set([
  "aws_vpc_endpoint",
  "aws_vpc_endpoint_policy",
  "aws_api_gateway_rest_api",
  "aws_api_gateway_rest_api_policy",
]);

/** Whether an ARN is of one of AWS's managed policies that has no bounds worth the name. */
export function isAdministrators(policyArn: string): boolean {
  const name = /^arn:[^:]+:iam::aws:policy\/(?:[^/]+\/)*([^/]+)$/.exec(policyArn)?.[1];
  return name !== undefined && administrators.has(name);
}

/** The grants of every action, or of a service's every action, on everything; a line each. */
export function unboundedGrants(policy: PolicyDocument): readonly string[] {
  return linesOf(policy, ({ actions, resources, conditions }) => {
    if (conditions.length > 0) return false;
    const isEverything = resources?.not === true || resources?.values.includes("*") === true;
    const isEveryAction =
      actions.not || actions.values.some((action) => /^(\*|[^:]+:\*+)$/.test(action));
    return isEverything && isEveryAction;
  });
}

/** The grants to everybody, without a condition; a line each. */
export function letsEverybodyIn(type: string, policy: PolicyDocument): readonly string[] {
  if (openByNature.has(type)) return [];
  return linesOf(policy, ({ principals, conditions }) => {
    const isEverybody = principals?.not === true || principals?.values.includes("*") === true;
    return isEverybody && conditions.length === 0;
  });
}

function linesOf(
  policy: PolicyDocument,
  isMeant: (statement: PolicyStatement) => boolean,
): readonly string[] {
  const statements = policy.statements.filter(
    (statement) => statement.effect === "Allow" && isMeant(statement),
  );
  return policyDifference(noPolicy, { statements }).widened;
}

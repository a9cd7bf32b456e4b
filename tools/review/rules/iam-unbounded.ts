import { isMetByAnybody, isOpenIssuer, keepsStrangersOut } from "../policy/reach";
import { policyDifference } from "../policy/difference";
import { contains, parsePattern } from "../policy/pattern";
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
    if (!conditions.every(isMetByAnybody)) return false;
    const isEverything =
      resources?.not === true || resources?.values.some(isEveryResource) === true;
    return isEverything && (actions.not || actions.values.some(isFarTooMuch));
  });
}

/**
 * Actions on identities by which whoever may do them on everything makes an administrator of themselves.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
 */
const escalations = [
  "iam:addusertogroup",
  "iam:attachgrouppolicy",
  "iam:attachrolepolicy",
  "iam:attachuserpolicy",
  "iam:createaccesskey",
  "iam:createloginprofile",
  "iam:createpolicyversion",
  "iam:deleterolepermissionsboundary",
  "iam:passrole",
  "iam:putgrouppolicy",
  "iam:putrolepolicy",
  "iam:putuserpolicy",
  "iam:setdefaultpolicyversion",
  "iam:updateassumerolepolicy",
  "iam:updateloginprofile",
  "sts:assumerole",
].map((action) => parsePattern(action, false));

/** Every action, every action of a service, or one that leads to every action. */
function isFarTooMuch(action: string): boolean {
  if (/^[*?]+$|^[^:]*:[*?]+$/.test(action)) return true;
  const pattern = parsePattern(action.toLowerCase(), false);
  return escalations.some((one) => contains(pattern, one));
}

/** `*`, and all that a service has: every bucket, every table, every role. */
function isEveryResource(resource: string): boolean {
  const [start = "", , service = "*", , , ...path] = resource.split(":");
  if (start !== "arn" || /^[*?]+$/.test(service)) return /^(?:arn:[^:]*:)?[*?:]+$/.test(resource);
  return /^(?:[a-z-]+[/:])?[*?/:]*$/.test(path.join(":"));
}

/** The grants to everybody under no condition that keeps anybody out; a line each. */
export function letsEverybodyIn(type: string, policy: PolicyDocument): readonly string[] {
  if (openByNature.has(type)) return [];
  return linesOf(policy, ({ principals, conditions }) => {
    const isEverybody =
      principals?.not === true || principals?.values.some((one) => /^(?:\w+ )?\*$/.test(one));
    if (isEverybody === true) return !conditions.some(keepsStrangersOut);
    return principals?.values.some((one) => isOpenIssuer(one, conditions)) === true;
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

import type { Statement } from "../iam/policy-document";
import { boundaryArn } from "./deploy-role-names";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** Roles, and who may use them. In a policy of its own: one with the rest would be too long. */
export function roleStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  return [
    {
      sid: "WriteBoundedRoles",
      actions: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      resources: [of.roles],
      conditions: { StringEquals: { "iam:PermissionsBoundary": boundaryArn(environment) ?? "" } },
    },
    { sid: "TagRoles", actions: ["iam:TagRole", "iam:UntagRole"], resources: [of.roles] },
    {
      sid: "PassRoles",
      actions: ["iam:PassRole"],
      resources: [of.roles],
      conditions: {
        StringEquals: {
          "iam:PassedToService": [
            ...(environment.graphql === undefined ? [] : ["appsync.amazonaws.com"]),
            ...(of.tellsChat ? ["chatbot.amazonaws.com"] : []),
            "cognito-identity.amazonaws.com",
            "cognito-idp.amazonaws.com",
            "lambda.amazonaws.com",
          ],
        },
      },
    },
    ...(environment.userPool.email.sendingAccount === "DEVELOPER"
      ? [roleOfService(environment, "LetCognitoSendEmail", "email.cognito-idp.amazonaws.com")]
      : []),
    ...(environment.graphql === undefined
      ? []
      : [roleOfService(environment, "LetAppSyncSendTraces", "appsync.amazonaws.com")]),
  ];
}

/** Making the role that AWS keeps for a service, and nobody else can use. */
function roleOfService(
  { accountId }: DeployedEnvironment,
  sid: string,
  service: string,
): Statement {
  return {
    sid,
    actions: ["iam:CreateServiceLinkedRole"],
    resources: [`arn:aws:iam::${accountId}:role/aws-service-role/${service}/*`],
    conditions: { StringEquals: { "iam:AWSServiceName": service } },
  };
}

import type { Block } from "../block";
import { physicalName } from "../../configuration/naming";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";
import type { StatedActions } from "./http-api-statements";

const ends = "AWS ends the ARN with an id of its own; the name before it is the environment's.";

/**
 * Putting a web ACL in front of a user pool or an API: AWS asks for both ends.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
 */
export function webAclAssociationStatements(
  environment: DeployedEnvironment,
  { resource_arn: resource, web_acl_arn: webAcl }: Block["values"],
): StatedActions {
  const { region, accountId } = environment;
  const of = deployedResources(environment);
  const named = String(webAcl);
  const webAcls = named.startsWith("arn:")
    ? named
    : `arn:aws:wafv2:${region}:${accountId}:regional/webacl/${physicalName(environment)}-*/*`;
  const isPool = String(resource).includes("aws_cognito_user_pool.");
  const byTags = "It has an id for a name; the condition is on the environment's tags.";
  const pool = { resources: [of.userPools], conditions: of.ownTags, reason: byTags };
  return {
    read: [
      {
        sid: "ReadAssociations",
        actions: ["wafv2:GetWebACLForResource"],
        resources: ["*"],
        reason: "It is asked of what is protected, of which nobody knows the id before.",
      },
      ...(isPool
        ? [
            {
              sid: "ReadWebAclOfPool",
              actions: ["cognito-idp:GetWebACLForResource"],
              ...pool,
            },
          ]
        : []),
    ],
    write: [
      {
        sid: "AssociateWebAcl",
        actions: ["wafv2:AssociateWebACL"],
        resources: [webAcls],
        reason: ends,
      },
      {
        sid: "DisassociateWebAcl",
        actions: ["wafv2:DisassociateWebACL"],
        resources: ["*"],
        reason: "AWS WAF has no resource to name for it; what is protected is asked, too.",
      },
      isPool
        ? {
            sid: "ProtectPool",
            actions: ["cognito-idp:AssociateWebACL", "cognito-idp:DisassociateWebACL"],
            ...pool,
          }
        : {
            sid: "ProtectApi",
            actions: ["appsync:SetWebACL"],
            resources: [of.graphqlApis],
            conditions: of.ownTags,
            reason: byTags,
          },
    ],
  };
}

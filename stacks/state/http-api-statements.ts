import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** What Terraform reads and writes for a resource of API Gateway's. */
export interface StatedActions {
  readonly read: readonly Statement[];
  readonly write: readonly Statement[];
}

const parts = ["authorizers", "integrations", "routes"];

/**
 * An HTTP API has an id for a name, and tags: they tell whose it is. Its authorizers, integrations and
 * routes have no tags, and do not inherit the API's, so that nothing in a policy tells whose they are.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
 */
export function httpApiStatements(environment: DeployedEnvironment): StatedActions {
  const of = deployedResources(environment);
  const at = (path: string) => `arn:aws:apigateway:${environment.region}::${path}`;
  const byTags = "An API has an id for a name; the condition is on the environment's tags.";
  const withoutTags = "AWS gives these parts of an API no tags and no names to tell them by.";
  return {
    read: [
      {
        sid: "ReadHttpApis",
        actions: ["apigateway:GET"],
        resources: [at("/apis/*"), at("/tags/*")],
        reason: "How an API is made, and no user's data: AWS gives its parts no tags.",
      },
    ],
    write: [
      {
        sid: "MakeHttpApis",
        actions: ["apigateway:POST", "apigateway:PUT"],
        resources: [at("/apis"), at("/apis/*/stages")],
        conditions: of.newTags,
        reason: byTags,
      },
      {
        // Making one with tags takes this permission too, when it has no tags yet.
        sid: "TagNewHttpApis",
        actions: ["apigateway:POST", "apigateway:PUT"],
        resources: [at("/tags/*")],
        conditions: {
          ...of.newTags,
          Null: { "aws:ResourceTag/environment": "true", "aws:ResourceTag/project": "true" },
        },
        reason: byTags,
      },
      {
        sid: "TagHttpApis",
        actions: ["apigateway:POST", "apigateway:PUT"],
        resources: [at("/tags/*")],
        // It stays this environment's. Terraform names only the tags that change.
        conditions: { ...of.ownTags, StringEqualsIfExists: { ...of.newTags["StringEquals"] } },
        reason: byTags,
      },
      {
        sid: "ChangeHttpApis",
        actions: ["apigateway:DELETE", "apigateway:PATCH"],
        resources: [at("/apis/*"), at("/tags/*")],
        conditions: of.ownTags,
        reason: byTags,
      },
      {
        sid: "WritePartsOfHttpApis",
        actions: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
        resources: [...parts.flatMap((part) => [`/apis/*/${part}`, `/apis/*/${part}/*`])]
          .concat("/apis/*/cors", "/apis/*/stages/*/accesslogsettings")
          .map(at),
        reason: withoutTags,
      },
      {
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
        sid: "DeliverAccessLogs",
        actions: [
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:UpdateLogDelivery",
        ],
        resources: ["*"],
        reason: "None of these actions takes a resource.",
      },
    ],
  };
}

/** An own domain has a name, which the ARN says. */
export function apiDomainStatements(
  environment: DeployedEnvironment,
  domain: unknown,
): StatedActions {
  const at = (path: string) => `arn:aws:apigateway:${environment.region}::${path}`;
  const own = `/domainnames/${typeof domain === "string" ? domain : ""}`;
  const reason = "The mappings of this one domain.";
  return {
    read: [
      {
        sid: "ReadApiDomain",
        actions: ["apigateway:GET"],
        resources: [at(own), at(`${own}/*`)],
        reason,
      },
    ],
    write: [
      {
        sid: "MakeApiDomain",
        actions: ["apigateway:POST"],
        resources: [at("/domainnames")],
        conditions: deployedResources(environment).newTags,
      },
      {
        sid: "WriteApiDomain",
        actions: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
        resources: [at(own), at(`${own}/*`)],
        reason,
      },
    ],
  };
}

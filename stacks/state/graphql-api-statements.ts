import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";
import type { StatedActions } from "./http-api-statements";

/** What AppSync has for each part of an API: AWS gives them neither tags nor resources to name. */
const parts = ["DataSource", "Function", "Resolver"];

const byTags = "An API has an id for a name; the condition is on the environment's tags.";
const byRegion = "These actions take no resource; the condition is on the environment's Region.";

/**
 * A GraphQL API has an id for a name, and tags: they tell whose it is. Its schema, data sources, functions
 * and resolvers have none. Only the environment's own roles can be passed to a data source.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html
 */
export function graphqlApiStatements(environment: DeployedEnvironment): StatedActions {
  const { region, protection } = environment;
  const of = deployedResources(environment);
  const inRegion = { StringEquals: { "aws:RequestedRegion": region } };
  const ofParts = (...verbs: readonly string[]) =>
    verbs.flatMap((verb) => parts.map((part) => `appsync:${verb}${part}`));
  return {
    read: [
      {
        sid: "ReadGraphqlApi",
        actions: ["appsync:GetGraphqlApi"],
        resources: [of.graphqlApis],
        conditions: of.ownTags,
        reason: byTags,
      },
      {
        sid: "ReadPartsOfGraphqlApis",
        actions: ofParts("Get"),
        resources: ["*"],
        conditions: inRegion,
        reason: `${byRegion} They tell how an API is made, and no user's data.`,
      },
    ],
    write: [
      {
        sid: "MakeGraphqlApi",
        actions: ["appsync:CreateGraphqlApi"],
        resources: ["*"],
        conditions: of.newTags,
        reason:
          "What is yet to be made has no ARN; the condition is on the tags that it is to get.",
      },
      {
        // Making an API with tags takes this permission too, when it has no tags yet.
        sid: "TagNewGraphqlApi",
        actions: ["appsync:TagResource"],
        resources: [of.graphqlApis],
        conditions: { ...of.newTags, ...untagged },
        reason: byTags,
      },
      {
        sid: "TagGraphqlApi",
        actions: ["appsync:TagResource"],
        resources: [of.graphqlApis],
        conditions: { ...of.ownTags, StringEqualsIfExists: { ...of.newTags["StringEquals"] } },
        reason: byTags,
      },
      {
        sid: "WriteGraphqlApi",
        actions: [
          ...(protection.enabled ? [] : ["appsync:DeleteGraphqlApi"]),
          "appsync:UntagResource",
          "appsync:UpdateGraphqlApi",
        ],
        resources: [of.graphqlApis],
        conditions: of.ownTags,
        reason: byTags,
      },
      {
        sid: "WritePartsOfGraphqlApis",
        actions: [
          ...ofParts("Create", "Delete", "Update"),
          "appsync:GetSchemaCreationStatus",
          "appsync:StartSchemaCreation",
        ],
        resources: ["*"],
        conditions: inRegion,
        reason: byRegion,
      },
    ],
  };
}

const untagged = {
  Null: { "aws:ResourceTag/environment": "true", "aws:ResourceTag/project": "true" },
};

/** The log of an API, of which the group has the API's id in its name. */
export function graphqlLogStatements(environment: DeployedEnvironment): StatedActions {
  const of = deployedResources(environment);
  const on = { resources: [of.graphqlLogs], reason: byTags };
  const statement = (sid: string, actions: readonly string[], conditions: Conditions) => ({
    sid,
    actions,
    conditions,
    ...on,
  });
  return {
    read: [statement("ReadGraphqlLog", ["logs:ListTagsForResource"], of.ownTags)],
    write: [
      statement("MakeGraphqlLog", ["logs:CreateLogGroup"], of.newTags),
      statement("TagNewGraphqlLog", ["logs:TagResource"], { ...of.newTags, ...untagged }),
      statement("TagGraphqlLog", ["logs:TagResource"], {
        ...of.ownTags,
        StringEqualsIfExists: { ...of.newTags["StringEquals"] },
      }),
      statement(
        "WriteGraphqlLog",
        ["logs:DeleteLogGroup", "logs:PutRetentionPolicy", "logs:UntagResource"],
        of.ownTags,
      ),
    ],
  };
}

type Conditions = NonNullable<Statement["conditions"]>;

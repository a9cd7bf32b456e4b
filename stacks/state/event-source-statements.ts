import { deployedResources, type DeployedEnvironment } from "./deployed-resources";
import type { StatedActions } from "./http-api-statements";

/**
 * What calls a function with a stream or a queue has an id for a name. A condition on the function tells whose it is;
 * for tags, it is the tags.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function eventSourceStatements(environment: DeployedEnvironment): StatedActions {
  const of = deployedResources(environment);
  const mappings = `arn:aws:lambda:${environment.region}:${environment.accountId}:event-source-mapping:*`;
  const ofOwnFunctions = { ArnLike: { "lambda:FunctionArn": of.functions } };
  const byFunction =
    "A mapping has an id for a name; the condition is on the environment's functions.";
  const byTags = "A mapping has an id for a name; the condition is on the environment's tags.";
  return {
    read: [
      {
        sid: "ReadEventSources",
        actions: ["lambda:GetEventSourceMapping"],
        resources: [mappings],
        conditions: ofOwnFunctions,
        reason: byFunction,
      },
      {
        sid: "ReadTagsOfEventSources",
        actions: ["lambda:ListTags"],
        resources: [mappings],
        reason: "Tags alone: what projects and environments there are.",
      },
    ],
    write: [
      {
        sid: "MakeEventSources",
        actions: ["lambda:CreateEventSourceMapping"],
        resources: ["*"],
        conditions: ofOwnFunctions,
        reason:
          "What is yet to be made has no ARN; the condition is on the environment's functions.",
      },
      {
        sid: "WriteEventSources",
        actions: ["lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"],
        resources: [mappings],
        conditions: ofOwnFunctions,
        reason: byFunction,
      },
      {
        // Making one with tags takes this permission too, when it has no tags yet.
        sid: "TagNewEventSources",
        actions: ["lambda:TagResource"],
        resources: [mappings],
        conditions: {
          ...of.newTags,
          Null: { "aws:ResourceTag/environment": "true", "aws:ResourceTag/project": "true" },
        },
        reason: byTags,
      },
      {
        sid: "TagEventSources",
        actions: ["lambda:TagResource"],
        resources: [mappings],
        // It stays this environment's. Terraform names only the tags that change.
        conditions: { ...of.ownTags, StringEqualsIfExists: { ...of.newTags["StringEquals"] } },
        reason: byTags,
      },
      {
        sid: "UntagEventSources",
        actions: ["lambda:UntagResource"],
        resources: [mappings],
        conditions: of.ownTags,
        reason: byTags,
      },
    ],
  };
}

import type { Json, ResourceChange } from "../../model";
import { isList, valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import { becomes, differs, goes, removed, told, watchRule } from "../watch";

const integration = "aws_api_gateway_integration";
const integrationV2 = "aws_apigatewayv2_integration";
const distribution = "aws_cloudfront_distribution";
const item = "aws_dynamodb_table_item";
const subscription = "aws_sns_topic_subscription";

const elsewhere = {
  level: "notice",
  effect: "Callers get an answer of something else, which also gets their tokens.",
  instead: "See whose it is, and that it asks for the same.",
} as const;

const notAsked = {
  level: "block",
  effect: "Requests that were checked first are answered for everybody.",
  instead: "Keep the check.",
} as const;

/** Whether a load balancer asks for a sign-in no more. */
function asksNoMore(before: Json, after: Json | undefined): boolean {
  const asks = (actions: Json | undefined) =>
    isList(actions) &&
    actions.some((action) => {
      const type = valueAt(action, ["type"]);
      return typeof type === "string" && type.startsWith("authenticate-");
    });
  return asks(before) && !asks(after);
}

/** Whether a server on the web, or another one, answers what something on AWS has answered. */
function leavesForWeb(before: Json, after: Json | undefined): boolean {
  const hostOf = (value: Json | undefined) =>
    typeof value === "string" ? /^https?:\/\/([^/]*)/i.exec(value)?.[1]?.toLowerCase() : undefined;
  const host = hostOf(after);
  return before !== null && host !== undefined && host !== hostOf(before);
}

/** The old versions of TLS. */
const isOldTls = (value: Json | undefined) =>
  typeof value === "string" && /^(?:SSLv3|TLSv1(?:_2016|\.1_2016)?)$/.test(value);

const watched = watchRule(
  {
    id: "answers-changed",
    title:
      "Something else answers users, or rows and messages are put where the application reads them.",
    why: "What answers in place of a function or a page gets the tokens of its callers.",
    fix: "See whose it is before you apply.",
    see: "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html",
  },
  [
    ...[
      { type: integration, path: ["uri"] },
      { type: integrationV2, path: ["integration_uri"] },
    ].map((at) => ({
      ...at,
      when: (before: Json, after: Json | undefined) =>
        differs(before, after) && !leavesForWeb(before, after),
      ...elsewhere,
    })),
    ...["type", "connection_id", "request_templates", "request_parameters"].map((name) => ({
      type: integration,
      path: [name],
      when: differs,
      ...elsewhere,
    })),
    ...[
      { type: integration, path: ["uri"] },
      { type: integrationV2, path: ["integration_uri"] },
    ].map((at) => ({
      ...at,
      when: leavesForWeb,
      level: "block" as const,
      effect: "A server on the web answers callers, and gets their tokens.",
      instead: "Let a function of yours answer, and call that server.",
    })),
    ...["integration_type", "connection_id", "request_parameters"].map((name) => ({
      type: integrationV2,
      path: [name],
      when: differs,
      ...elsewhere,
    })),
    ...["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"].flatMap((type) =>
      ["api_id", "stage_name", "stage"].map((name) => ({
        type,
        path: [name],
        when: differs,
        ...elsewhere,
      })),
    ),
    {
      type: "aws_cloudfront_function",
      path: ["code"],
      when: differs,
      level: "notice",
      effect: "Other code looks at every request first, or at every answer.",
      instead: "See that it still refuses what it has to.",
    },
    ...["function_association", "lambda_function_association"].flatMap((name) => [
      { type: distribution, path: ["default_cache_behavior", 0, name], when: goes, ...notAsked },
      {
        type: distribution,
        path: ["default_cache_behavior", 0, name],
        when: differs,
        ...elsewhere,
      },
    ]),
    { type: distribution, path: ["ordered_cache_behavior"], when: differs, ...elsewhere },
    {
      type: distribution,
      path: ["aliases"],
      when: (before: Json, after: Json | undefined) => removed(before, after).length > 0,
      level: "notice",
      effect:
        "The distribution does not answer for that name any more, and somebody else can claim it.",
      instead: "Take the name out of the DNS first.",
    },
    {
      type: distribution,
      path: ["viewer_certificate", 0, "minimum_protocol_version"],
      when: (before: Json, after: Json | undefined) => isOldTls(after) && !isOldTls(before),
      level: "block",
      effect: "Tokens can be read on their way by whoever breaks the old TLS.",
      instead: "Keep TLS 1.2 or newer.",
    },
    {
      type: distribution,
      path: ["enabled"],
      when: becomes(false),
      level: "notice",
      effect: "The page is gone for everybody.",
      instead: "Make sure that nobody uses it.",
    },
    ...["aws_lb_listener", "aws_alb_listener"].flatMap((type) => [
      { type, path: ["default_action"], when: asksNoMore, ...notAsked },
      { type, path: ["default_action"], when: differs, ...elsewhere },
      { type, path: ["certificate_arn"], when: differs, ...elsewhere },
      {
        type,
        path: ["protocol"],
        when: (before: Json, after: Json | undefined) => before === "HTTPS" && after !== "HTTPS",
        level: "block" as const,
        effect: "Tokens and cookies can be read on their way.",
        instead: "Keep HTTPS.",
      },
      { type, path: ["ssl_policy"], when: differs, ...elsewhere },
    ]),
    ...["aws_lb_listener_rule", "aws_alb_listener_rule"].flatMap((type) => [
      { type, path: ["action"], when: asksNoMore, ...notAsked },
      { type, path: ["action"], when: differs, ...elsewhere },
      { type, path: ["condition"], when: differs, ...elsewhere },
    ]),
    {
      type: "aws_sfn_state_machine",
      path: ["definition"],
      when: differs,
      level: "notice",
      effect: "It does other things, with all that its role may do.",
      instead: "Read what it calls.",
    },
    {
      type: item,
      path: ["item"],
      when: differs,
      level: "notice",
      effect: "Whatever reads the row works with other values: a role or a setting, for one.",
      instead: "See that the row is meant.",
    },
    ...["filter_policy", "filter_policy_scope", "raw_message_delivery", "redrive_policy"].map(
      (name) => ({
        type: subscription,
        path: [name],
        when: differs,
        level: "notice" as const,
        effect: "Who listens gets other messages than before, or loses those that fail.",
        instead: "Try it with messages of yours.",
      }),
    ),
    {
      type: subscription,
      path: ["endpoint"],
      when: differs,
      level: "notice",
      effect: "Somebody else gets the messages.",
      instead: "See whose the address is.",
    },
  ],
  [
    ...(
      [
        [
          "aws_lambda_function_url",
          { type: "aws_lambda_function", attribute: "function_name", from: "function_name" },
        ],
        [
          "aws_lambda_alias",
          { type: "aws_lambda_function", attribute: "function_name", from: "function_name" },
        ],
        [
          "aws_apigatewayv2_route",
          { type: "aws_apigatewayv2_api", attribute: "id", from: "api_id" },
        ],
        [integrationV2, { type: "aws_apigatewayv2_api", attribute: "id", from: "api_id" }],
        [
          "aws_api_gateway_method",
          { type: "aws_api_gateway_rest_api", attribute: "id", from: "rest_api_id" },
        ],
        [integration, { type: "aws_api_gateway_rest_api", attribute: "id", from: "rest_api_id" }],
        ["aws_api_gateway_base_path_mapping", undefined],
        ["aws_apigatewayv2_api_mapping", undefined],
        ["aws_cloudfront_function", undefined],
        ["aws_lb_listener", { type: "aws_lb", attribute: "arn", from: "load_balancer_arn" }],
        ["aws_alb_listener", { type: "aws_alb", attribute: "arn", from: "load_balancer_arn" }],
        ["aws_sfn_state_machine", undefined],
      ] as const
    ).map(([type, partOf]) => ({
      type,
      level: "notice" as const,
      effect: "Whoever still calls it gets no answer.",
      instead: "Release what calls it first.",
      ...(partOf && { partOf }),
    })),
    {
      type: item,
      level: "notice",
      effect: "Whatever reads the row does not find it any more.",
      instead: "Make sure that nothing reads it.",
      partOf: { type: "aws_dynamodb_table", attribute: "name", from: "table_name" },
    },
    ...["aws_lb_listener_rule", "aws_alb_listener_rule"].map((type) => ({
      type,
      level: "notice" as const,
      effect: "What the rule answered or refused is up to the listener's other rules.",
      instead: "See that they ask for the same.",
    })),
    {
      type: subscription,
      level: "notice",
      effect: "Whoever got the messages gets none any more: nobody hears an alarm, for one.",
      instead: "Make sure that somebody is told.",
      partOf: { type: "aws_sns_topic", attribute: "arn", from: "topic_arn" },
    },
  ],
  [
    {
      type: item,
      cause: "a row is put into the table",
      level: "notice",
      effect: "Whatever reads the table takes the row for its own: a user, a role or a setting.",
      instead: "See that the row is meant.",
      of: { type: "aws_dynamodb_table", attribute: "name", by: "table_name" },
    },
    ...[
      ["aws_api_gateway_base_path_mapping", "aws_api_gateway_domain_name"],
      ["aws_apigatewayv2_api_mapping", "aws_apigatewayv2_domain_name"],
    ].map(([type = "", domain = ""]) => ({
      type,
      cause: "a part of the domain leads to the API",
      ...elsewhere,
      of: { type: domain, attribute: "domain_name", by: "domain_name" },
    })),
    ...["lb", "alb"].flatMap((name) => [
      {
        type: `aws_${name}_listener_rule`,
        cause: "some requests go elsewhere",
        ...elsewhere,
        of: { type: `aws_${name}_listener`, attribute: "arn", by: "listener_arn" },
      },
      {
        type: `aws_${name}_listener`,
        cause: "the load balancer listens at one more port",
        ...elsewhere,
        of: { type: `aws_${name}`, attribute: "arn", by: "load_balancer_arn" },
      },
    ]),
  ],
);

/** Who gets the messages of a topic. */
function comes(change: ResourceChange): readonly RuleFinding[] {
  if (change.type !== subscription || change.before !== null || change.after === null) return [];
  const [protocol, endpoint] = ["protocol", "endpoint"].map((name) => change.after?.[name]);
  const where =
    endpoint === undefined
      ? "an address that is known only after apply"
      : told(change, ["endpoint"], endpoint);
  return [
    {
      level: "notice",
      cause: `${where} gets the messages, by \`${typeof protocol === "string" ? protocol : "?"}\``,
      effect: "Whoever it is reads what the topic says, also of users.",
      instead: "See whose the address is.",
      unlessCreated: namedBy(change, ["topic_arn"], "aws_sns_topic", "arn"),
      isUsualWhenNew: true,
    },
  ];
}

/** What answers users, and what the application is told. */
export const answersChanged: Rule = {
  ...watched,
  check: (change, options) => [...watched.check(change, options), ...comes(change)],
};

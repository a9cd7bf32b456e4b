import type { Json, ResourceChange } from "../../model";
import {
  differenceAt,
  isList,
  isObject,
  isUnknown,
  stringsOf,
  valueAt,
} from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import { changes, differs, goes, loses, wasAndMayNotBe, watchRule } from "../watch";
import { openedByDocument } from "./openapi-security";

const acl = "aws_wafv2_web_acl";
const group = "aws_wafv2_rule_group";
const association = "aws_wafv2_web_acl_association";

const unfiltered = {
  level: "block",
  effect: "Requests that were kept out reach sign-up, sign-in and the API.",
  instead: "Leave it in place; try rules with `count` beside it, not in its place.",
} as const;

const blocks = (value: Json | undefined) => (isList(value) ? value : []);

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function isSet(rule: Json, ...path: readonly (string | number)[]): boolean {
  const value = valueAt(rule, path);
  return isList(value) ? value.length > 0 : isObject(value);
}

/** What a rule does to what it matches: it keeps it out, lets it through, or only counts. */
function actionOf(rule: Json): "stops" | "allows" | "counts" {
  if (isSet(rule, "action", 0, "allow")) return "allows";
  if (isSet(rule, "action", 0, "count") || isSet(rule, "override_action", 0, "count"))
    return "counts";
  return "stops";
}

const withoutPriority = (rule: Json): string =>
  JSON.stringify(isObject(rule) ? { ...rule, priority: null, visibility_config: null } : rule);

function rulesChanged(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null || change.after === null) return [];
  if (isUnknown(change, ["rule"]))
    return [{ ...unfiltered, cause: "`rule` is known only after apply" }];
  const [before, after] = [blocks(change.before["rule"]), blocks(change.after["rule"])];
  const nameOf = (rule: Json) => textOf(valueAt(rule, ["name"]));
  const found: RuleFinding[] = [];
  for (const rule of before) {
    const now = after.find((other) => nameOf(other) === nameOf(rule));
    const name = `the rule \`${nameOf(rule)}\``;
    if (now === undefined) {
      if (actionOf(rule) === "stops") found.push({ ...unfiltered, cause: `${name} is gone` });
    } else if (actionOf(rule) === "stops" && actionOf(now) !== "stops") {
      found.push({
        ...unfiltered,
        cause: `${name} ${actionOf(now) === "counts" ? "only counts" : "lets through"} what it kept out`,
      });
    } else if (withoutPriority(rule) !== withoutPriority(now)) {
      found.push({
        ...unfiltered,
        level: "notice",
        cause: `${name} matches otherwise`,
        effect: "It keeps out other requests than before, or fewer.",
      });
    }
  }
  for (const rule of after) {
    if (before.some((other) => nameOf(other) === nameOf(rule)) || actionOf(rule) !== "allows")
      continue;
    found.push({ ...unfiltered, cause: `the new rule \`${nameOf(rule)}\` lets requests through` });
  }
  return found;
}

const waf = watchRule(
  {
    id: "web-acl-weaker",
    title: "A web ACL is taken away, or lets through what it kept out.",
    why: "A web ACL keeps floods of sign-ups, guessed passwords and known attackers from a pool and an API.",
    fix: "Try rules with `count` beside those that are there.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html",
  },
  [
    { type: acl, path: ["default_action", 0, "block"], when: goes, ...unfiltered },
    { type: association, path: ["web_acl_arn"], when: changes, ...unfiltered },
    {
      type: "aws_wafv2_ip_set",
      path: ["addresses"],
      when: () => true,
      level: "notice",
      effect: "Requests from other addresses than before are let through, or kept out.",
      instead: "See whether the set is of those who are let in, or of those who are kept out.",
    },
    {
      type: "aws_wafv2_regex_pattern_set",
      path: ["regular_expression"],
      when: () => true,
      level: "notice",
      effect: "Other requests than before match.",
      instead: "Try it with `count` first.",
    },
    { type: "aws_cloudfront_distribution", path: ["web_acl_id"], when: goes, ...unfiltered },
    {
      type: "aws_cloudfront_distribution",
      path: ["default_cache_behavior", 0, "trusted_key_groups"],
      when: loses,
      level: "block",
      effect: "Files that only signed addresses opened are open to everybody.",
      instead: "Keep the key group.",
    },
    {
      type: "aws_cloudfront_distribution",
      path: ["default_cache_behavior", 0, "trusted_signers"],
      when: loses,
      level: "block",
      effect: "Files that only signed addresses opened are open to everybody.",
      instead: "Keep the signer.",
    },
    {
      type: "aws_cloudfront_distribution",
      path: ["default_cache_behavior", 0, "viewer_protocol_policy"],
      when: (before, after) =>
        before !== "allow-all" && (after === "allow-all" || after === undefined),
      level: "block",
      effect: "Tokens and files can be read on their way.",
      instead: "Keep HTTPS.",
    },
    {
      type: "aws_cloudfront_distribution",
      path: ["origin"],
      when: changes,
      level: "notice",
      effect: "Users get what another origin answers.",
      instead: "See whose origin it is.",
    },
    {
      type: "aws_cloudfront_key_group",
      path: ["items"],
      when: () => true,
      level: "block",
      effect: "Whoever has the other key can sign addresses for every user's files.",
      instead: "See whose key it is.",
    },
  ],
  [
    {
      type: association,
      ...unfiltered,
      instead: "Keep the association; swap the web ACL in one change if another takes its place.",
    },
    { type: acl, ...unfiltered },
    {
      type: "aws_wafv2_web_acl_logging_configuration",
      level: "notice",
      effect: "Nobody can find out what was kept out, or let through.",
      instead: "Keep the log.",
      partOf: { type: acl, attribute: "arn", from: "resource_arn" },
    },
  ],
  [
    {
      type: association,
      cause: "a web ACL is put before it",
      level: "notice",
      effect: "It takes the place of the one that may stand there, which may keep out more.",
      instead: "See in the console that none is there.",
      of: {
        type: [
          "aws_cognito_user_pool",
          "aws_appsync_graphql_api",
          "aws_api_gateway_stage",
          "aws_lb",
          "aws_alb",
        ],
        attribute: "arn",
        by: "resource_arn",
      },
    },
    {
      type: "aws_wafv2_web_acl_logging_configuration",
      cause: "requests are written to a log",
      level: "notice",
      effect: "Whoever reads the log sees users' addresses, and what is not left out of it.",
      instead: "See whose log it is, and leave out `authorization` and `cookie`.",
      of: { type: acl, attribute: "arn", by: "resource_arn" },
    },
  ],
);

/** What stands before a pool and an API. */
export const webAclWeaker: Rule = {
  ...waf,
  types: [...waf.types, group],
  check: (change, options) => [
    ...waf.check(change, options),
    ...(change.type === acl || change.type === group ? rulesChanged(change) : []),
  ],
};

const open = {
  level: "block",
  effect: "Callers that were refused get an answer: anybody, or users of somebody else.",
  instead: "Keep the authorizer, and add public routes as routes of their own.",
} as const;

const apis = ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"] as const;

/** Whether pages of every origin may call with what a browser keeps for the user. */
function anyPageWithCredentials(_before: Json, after: Json | undefined): boolean {
  const origins = stringsOf(valueAt(after, [0, "allow_origins"]));
  return (
    valueAt(after, [0, "allow_credentials"]) === true &&
    origins.some((origin) => /^(?:https?:\/\/)?\*$/.test(origin))
  );
}

/** A document that says all of an API: its routes, and who may call them. */
function ofDocument(change: ResourceChange): readonly RuleFinding[] {
  const path = ["body"];
  const difference =
    change.before === null || change.after === null ? undefined : differenceAt(change, path);
  if (difference === undefined || typeof difference.before !== "string") return [];
  const { before, after } = difference;
  const opened = typeof after === "string" ? openedByDocument(before, after) : undefined;
  return [
    ...(opened !== undefined && opened.length > 0
      ? [{ ...open, cause: "`body` says otherwise who may call", details: opened }]
      : []),
    {
      level: "notice" as const,
      cause: "`body` changes",
      effect:
        opened === undefined
          ? "Routes, and who may call them, change with the document; it is not JSON, and nobody compares these here."
          : "Routes change with the document.",
      instead: "Compare the `security` of every operation.",
    },
  ];
}

const method = "aws_api_gateway_method";
const route = "aws_apigatewayv2_route";

const api = watchRule(
  {
    id: "api-opened",
    title: "An API asks callers for less, or takes the word of somebody else.",
    why: "The authorizer of a method is what keeps one user's data from everybody else.",
    fix: "Keep the authorizer on every method that serves a user's data.",
    see: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html",
  },
  [
    {
      type: method,
      path: ["authorization"],
      when: (before, after) => before !== "NONE" && after !== before,
      ...open,
    },
    { type: method, path: ["authorizer_id"], when: changes, ...open },
    { type: method, path: ["api_key_required"], when: wasAndMayNotBe(true), ...open },
    { type: method, path: ["authorization_scopes"], when: loses, ...open },
    {
      type: route,
      path: ["authorization_type"],
      when: (before, after) => before !== "NONE" && after !== before,
      ...open,
    },
    { type: route, path: ["authorizer_id"], when: changes, ...open },
    { type: route, path: ["authorization_scopes"], when: loses, ...open },
    { type: route, path: ["api_key_required"], when: wasAndMayNotBe(true), ...open },
    ...[
      "type",
      "provider_arns",
      "authorizer_uri",
      "identity_source",
      "identity_validation_expression",
    ].map((name) => ({ type: "aws_api_gateway_authorizer", path: [name], when: changes, ...open })),
    ...["authorizer_type", "authorizer_uri", "identity_sources", "jwt_configuration"].map(
      (name) => ({
        type: "aws_apigatewayv2_authorizer",
        path: [name],
        when: changes,
        ...open,
      }),
    ),
    ...["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"].map((type) => ({
      type,
      path: ["mutual_tls_authentication"],
      when: goes,
      ...open,
    })),
    ...apis.map((type) => ({
      type,
      path: ["disable_execute_api_endpoint"],
      when: wasAndMayNotBe(true),
      ...open,
    })),
    {
      type: "aws_apigatewayv2_api",
      path: ["cors_configuration"],
      when: anyPageWithCredentials,
      level: "block",
      effect: "Any page can call the API for a user who has signed in and visits it.",
      instead: "Name the pages that need it.",
    },
    ...["default_route_settings", "route_settings", "access_log_settings"].map((name) => ({
      type: "aws_apigatewayv2_stage",
      path: [name],
      when: changes,
      level: "notice" as const,
      effect:
        "The API takes more calls, or fewer, or nobody can find out afterwards who has called.",
      instead: "Keep the limits above what your own apps ask for, and the log.",
    })),
    ...["access_log_settings", "client_certificate_id", "cache_cluster_enabled", "variables"].map(
      (name) => ({
        type: "aws_api_gateway_stage",
        path: [name],
        when: differs,
        level: "notice" as const,
        effect:
          "The API answers by other settings, or nobody can find out afterwards who has called.",
        instead: "Read what the setting is for.",
      }),
    ),
    {
      type: "aws_apigatewayv2_api",
      path: ["cors_configuration"],
      when: changes,
      level: "notice",
      effect: "Other pages than before can call the API for a user who has signed in.",
      instead: "Name the pages that need it.",
    },
  ],
  ["aws_api_gateway_authorizer", "aws_apigatewayv2_authorizer"].map((type) => ({
    type,
    ...open,
    partOf:
      type === "aws_api_gateway_authorizer"
        ? { type: "aws_api_gateway_rest_api", attribute: "id", from: "rest_api_id" }
        : { type: "aws_apigatewayv2_api", attribute: "id", from: "api_id" },
  })),
  [
    { type: "aws_api_gateway_stage", of: apis[0], by: "rest_api_id" },
    { type: "aws_apigatewayv2_stage", of: apis[1], by: "api_id" },
  ].map(({ type, of, by }) => ({
    type,
    cause: "the API answers at one more address",
    level: "notice" as const,
    effect:
      "What stands before another stage does not stand before this one: web ACL, limits, log.",
    instead: "Give it the same.",
    of: { type: of, attribute: "id", by },
  })),
);

/** A method or a route without authorization, of an API that is there. */
function newAndOpen(change: ResourceChange): readonly RuleFinding[] {
  if (change.before !== null || change.after === null) return [];
  const isMethod = change.type === method;
  const argument = isMethod ? "authorization" : "authorization_type";
  const isUnsaid = isUnknown(change, [argument]);
  const asks = change.after[argument];
  const name = textOf(change.after[isMethod ? "http_method" : "route_key"]);
  // Browsers ask before a call, without a token.
  if ((!isUnsaid && asks !== "NONE" && asks !== null) || /^OPTIONS\b/.test(name)) return [];
  return [
    {
      ...open,
      cause: `\`${name}\` is new and ${isUnsaid ? "nobody knows what it asks callers for" : "asks callers for nothing"}`,
      unlessCreated: isMethod
        ? namedBy(change, ["rest_api_id"], "aws_api_gateway_rest_api", "id")
        : namedBy(change, ["api_id"], "aws_apigatewayv2_api", "id"),
    },
  ];
}

/** Who may call an API. */
export const apiOpened: Rule = {
  ...api,
  check: (change, options) => [
    ...api.check(change, options),
    ...(change.type === method || change.type === route ? newAndOpen(change) : []),
    ...ofDocument(change),
  ],
};

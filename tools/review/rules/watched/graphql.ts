import type { ResourceChange } from "../../model";
import { isUnknown, valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import {
  changes,
  differs,
  grows,
  leavesAccount,
  wasAndMayNotBe,
  watchRule,
  type AttributeWatch,
} from "../watch";
import { isOpenToKeys, newlyOpenToKeys, openedByDirectives } from "./schema-directives";

const api = "aws_appsync_graphql_api";
const source = "aws_appsync_datasource";
const resolver = "aws_appsync_resolver";
const cache = "aws_appsync_api_cache";
const names = "aws_appsync_domain_name_api_association";
const merged = "aws_appsync_source_api_association";

const otherCallers = {
  level: "block",
  effect: "Other people than before get an answer from the API, or a user gets none.",
  instead: "Make another API for them, or allow the change once every resolver has been looked at.",
} as const;

const unanswered = {
  level: "notice",
  effect: "What it answered is `null` from now on, and what it checked is not checked.",
  instead: "Release the apps without it first; see that no check is left out.",
} as const;

const otherAnswers = {
  level: "notice",
  effect: "Callers get the answers of another API, which asks for its own rights.",
  instead: "See that it is yours, and asks callers for the same.",
} as const;

const kept = {
  level: "notice",
  effect:
    "One user may get what was kept of another's answer, where the keys do not tell users apart.",
  instead:
    "See that `$context.identity.sub` is among the keys, or that the answer is nobody's own.",
} as const;

const itsApi = { type: api, attribute: "id", by: "api_id" } as const;

const always: AttributeWatch["when"] = () => true;

/** A limit that was there, and is gone or higher; 0 is none. */
const isLooser: AttributeWatch["when"] = (before, after) =>
  typeof before === "number" &&
  before > 0 &&
  (typeof after !== "number" || after === 0 || after > before);

const watched = watchRule(
  {
    id: "graphql-opened",
    title: "A GraphQL API takes the word of somebody else, or answers more people.",
    why: "Every resolver relies on what the API has found out about its caller.",
    fix: "Keep authorization and directives; make another API for other people.",
    see: "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
  },
  [
    ...[
      "authentication_type",
      "additional_authentication_provider",
      "user_pool_config",
      "openid_connect_config",
      "lambda_authorizer_config",
    ].map((name) => ({ type: api, path: [name], when: always, ...otherCallers })),
    {
      type: api,
      path: ["introspection_config"],
      when: (before, after) => before === "DISABLED" && after !== before,
      level: "notice",
      effect: "Anybody who may call the API can read its whole schema.",
      instead: "Leave it off.",
    },
    ...["query_depth_limit", "resolver_count_limit"].map((name) => ({
      type: api,
      path: [name],
      when: isLooser,
      level: "notice" as const,
      effect: "One query may ask for more, until the API or its table is busy with nothing else.",
      instead: "Keep the limit above what your own apps ask for.",
    })),
    {
      type: api,
      path: ["log_config", 0, "exclude_verbose_content"],
      when: wasAndMayNotBe(true),
      level: "block",
      effect: "The log holds what users ask for and what they are answered, word by word.",
      instead: "Keep `exclude_verbose_content` on; look at one request with a test user instead.",
    },
    {
      type: api,
      path: ["log_config"],
      when: changes,
      level: "notice",
      effect: "The log holds more of what users ask for, or less of what went wrong.",
      instead: "Keep `exclude_verbose_content` on.",
    },
    {
      type: source,
      path: ["http_config", 0, "endpoint"],
      when: changes,
      level: "block",
      effect: "What resolvers send goes to another address, signed with the API's role.",
      instead: "See whose address it is.",
    },
    {
      type: source,
      path: ["lambda_config", 0, "function_arn"],
      when: leavesAccount,
      level: "block",
      effect: "Somebody else's function answers for the API.",
      instead: "Keep functions in your own account.",
    },
    {
      type: resolver,
      path: ["caching_config"],
      when: differs,
      ...kept,
    },
    { type: cache, path: ["api_caching_behavior"], when: differs, ...kept },
    { type: cache, path: ["ttl"], when: grows, ...kept },
    {
      type: names,
      path: ["api_id"],
      when: changes,
      ...otherAnswers,
    },
    ...["source_api_id", "source_api_association_config"].map((name) => ({
      type: merged,
      path: [name],
      when: differs,
      ...otherAnswers,
    })),
    {
      type: source,
      path: ["dynamodb_config", 0, "table_name"],
      when: changes,
      level: "notice",
      effect: "Resolvers read and write another table.",
      instead: "See that it holds what users expect.",
    },
    ...["aws_appsync_resolver", "aws_appsync_function"].flatMap((type) =>
      [
        "code",
        "request_template",
        "request_mapping_template",
        "response_template",
        "response_mapping_template",
      ].map((name) => ({
        type,
        path: [name],
        when: changes,
        level: "notice" as const,
        effect:
          "The API answers otherwise; a check that is gone from the code is gone for every user.",
        instead: "Read the difference of the code.",
      })),
    ),
    ...[
      [resolver, "data_source"],
      [resolver, "pipeline_config"],
      [resolver, "kind"],
      ["aws_appsync_function", "data_source"],
    ].map(([type = "", name = ""]) => ({
      type,
      path: [name],
      when: changes,
      level: "notice" as const,
      effect: "The API answers from elsewhere, or leaves a step out.",
      instead: "See that no check is left out.",
    })),
  ],
  [
    ...[resolver, "aws_appsync_function", source, "aws_appsync_api_key"].map((type) => ({
      type,
      ...unanswered,
      partOf: { type: api, attribute: "id", from: "api_id" },
    })),
    ...[names, merged].map((type) => ({ type, ...unanswered })),
  ],
  [
    { type: cache, cause: "answers of the API are kept", ...kept, of: itsApi },
    {
      type: cache,
      cause: "what is kept is not encrypted",
      when: (after) =>
        ["at_rest_encryption_enabled", "transit_encryption_enabled"].some(
          (name) => after[name] !== true,
        ),
      level: "notice",
      effect: "Answers for users lie, or travel, as they are; that cannot be changed later.",
      instead: "Turn both encryptions on.",
    },
    {
      type: names,
      cause: "the domain leads to the API",
      ...otherAnswers,
      of: { type: "aws_appsync_domain_name", attribute: "domain_name", by: "domain_name" },
    },
    {
      type: merged,
      cause: "the API answers what another one answers too",
      ...otherAnswers,
      of: { type: api, attribute: "id", by: "merged_api_id" },
    },
    {
      type: source,
      cause: "resolvers can send to a server on the web",
      when: ({ type }) => type === "HTTP" || type === undefined,
      level: "notice",
      effect: "What resolvers send it leaves AWS, or is signed with the API's role.",
      instead: "See whose address it is.",
      of: itsApi,
    },
    {
      type: "aws_appsync_type",
      cause: "the schema gets a type",
      level: "notice",
      effect: "Whoever may call the API can ask for it, where its directives say nothing else.",
      instead: "Read its directives.",
      of: itsApi,
    },
  ],
);

/** Who gets an answer from a GraphQL API. */
export const graphqlOpened: Rule = {
  ...watched,
  types: [...watched.types, "aws_appsync_api_key", "aws_appsync_type"],
  check: (change, options) => [
    ...watched.check(change, options),
    ...(change.type === api ? directives(change) : []),
    ...(change.type === "aws_appsync_api_key" ? newKey(change) : []),
    ...(change.type === resolver ? newResolver(change) : []),
  ],
};

function directives(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null || change.after === null) return [];
  const path = ["schema"];
  const before = valueAt(change.before, path);
  if (typeof before !== "string" || before === "") return [];
  if (isUnknown(change, path)) {
    return [{ ...otherCallers, cause: "`schema` is known only after apply" }];
  }
  const after = valueAt(change.after, path);
  const now = typeof after === "string" ? after : "";
  const found = openedByDirectives(before, now);
  const toKeys = newlyOpenToKeys(before, now);
  return [
    ...(found.length > 0
      ? [{ ...otherCallers, cause: "`schema` says otherwise who may call", details: found }]
      : []),
    ...(toKeys.length > 0
      ? [
          {
            level: isOpenToKeys(before) ? ("notice" as const) : ("block" as const),
            cause: "`schema` opens something new to the API's key",
            effect: "Whoever has an app that has the key gets an answer, without signing in.",
            instead: "Open nothing of a user's to keys.",
            details: toKeys,
          },
        ]
      : []),
  ];
}

function newResolver(change: ResourceChange): readonly RuleFinding[] {
  if (change.before !== null || change.after === null) return [];
  const after = change.after;
  const field = ["type", "field"].map((name) => JSON.stringify(valueAt(after, [name]))).join(".");
  return [
    {
      level: "notice",
      cause: `\`${field.replaceAll('"', "")}\` is answered from now on`,
      effect: "Whoever the schema lets call the field gets what the data source says.",
      instead: "See that the schema or the code asks who the caller is.",
      unlessCreated: namedBy(change, ["api_id"], api, "id"),
      isUsualWhenNew: true,
    },
  ];
}

function newKey(change: ResourceChange): readonly RuleFinding[] {
  if (change.before !== null || change.after === null) return [];
  return [
    {
      level: "notice",
      cause: "a key to the API is made",
      effect: "Whoever has the key can call what the API opens to keys.",
      instead: "Open nothing of a user's to keys.",
      unlessCreated: namedBy(change, ["api_id"], api, "id"),
    },
  ];
}

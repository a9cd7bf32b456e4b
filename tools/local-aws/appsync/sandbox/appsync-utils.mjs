// What `import { util, runtime, extensions } from "@aws-appsync/utils"` gives to a resolver, as AppSync's
// JavaScript runtime has it: https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html
// It runs inside the sandbox. `host` is what the sandbox lends: random values and the clock.
import { toDynamoDB, toSet } from "local-aws/attribute-values";
import { expressionOf } from "local-aws/expressions";
import { subscriptionFilterOf } from "local-aws/subscription-filters";

const { host, run } = globalThis.__appsync;

/** Ends a handler early; the caller of the handler tells it from a defect by its `kind`. */
function end(kind, members) {
  throw Object.assign(new Error(kind), { appsync: { kind, ...members } });
}

const failure = (message, type, data, info) => ({
  message: String(message),
  errorType: type ?? undefined,
  data: data ?? undefined,
  errorInfo: info ?? undefined,
});

/** Names what AWS has and this is without, instead of a wrong answer. */
const missing = (name) => () => {
  throw new Error(`The local AWS does not have ${name}.`);
};

const optional = (convert) => (value) => (value == null ? null : convert(value));

const dynamodb = {
  toDynamoDB,
  toString: optional((value) => ({ S: String(value) })),
  toStringSet: optional((values) => toSet("SS", values)),
  toNumber: optional((value) => ({ N: String(value) })),
  toNumberSet: optional((values) => toSet("NS", values)),
  toBinary: optional((value) => ({ B: value })),
  toBinarySet: optional((values) => toSet("BS", values)),
  toBoolean: optional((value) => ({ BOOL: value })),
  toNull: () => ({ NULL: null }),
  toList: optional(toDynamoDB),
  toMap: optional(toDynamoDB),
  toMapValues: optional((value) => toDynamoDB(value).M),
  toS3Object: (key, bucket, region, version) => ({
    S: JSON.stringify({ s3: { key, bucket, region, ...(version && { version }) } }),
  }),
  fromS3ObjectJson: (text) => JSON.parse(text).s3,
};

const time = {
  nowISO8601: () => new Date(host.now()).toISOString(),
  nowEpochSeconds: () => Math.floor(host.now() / 1000),
  nowEpochMilliSeconds: () => host.now(),
  parseISO8601ToEpochMilliSeconds: (text) => {
    const milliseconds = Date.parse(text);
    if (Number.isNaN(milliseconds)) throw new Error(`Unable to parse the date ${text}.`);
    return milliseconds;
  },
  epochMilliSecondsToSeconds: (milliseconds) => Math.floor(milliseconds / 1000),
  epochMilliSecondsToISO8601: (milliseconds) => new Date(milliseconds).toISOString(),
  nowFormatted: missing("util.time.nowFormatted"),
  parseFormattedToEpochMilliSeconds: missing("util.time.parseFormattedToEpochMilliSeconds"),
  epochMilliSecondsToFormatted: missing("util.time.epochMilliSecondsToFormatted"),
};

const escapes = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "'": "\\'",
  "\\": "\\\\",
  "/": "\\/",
};

const addHeader = (name, value) => {
  run.responseHeaders[String(name)] = String(value);
};

export const util = {
  escapeJavaScript: (value) => String(value).replace(/[\b\f\n\r\t"'\\/]/g, (sign) => escapes[sign]),
  // A form's encoding: a blank is a plus.
  urlEncode: (value) => encodeURIComponent(value).replace(/%20/g, "+"),
  urlDecode: (value) => decodeURIComponent(String(value).replace(/\+/g, " ")),
  base64Encode: (value) => host.base64Encode(value),
  base64Decode: (value) => host.base64Decode(value),
  autoId: () => host.uuid(),
  autoUlid: () => host.ulid(),
  autoKsuid: missing("util.autoKsuid"),
  unauthorized: () => end("unauthorized", {}),
  error: (message, type, data, info) => end("error", { error: failure(message, type, data, info) }),
  appendError: (message, type, data, info) => {
    run.errors.push(failure(message, type, data, info));
  },
  matches: (pattern, value) => new RegExp(`^(?:${pattern})$`).test(value),
  authType: () => run.authType,
  time,
  dynamodb,
  http: {
    copyHeaders: (headers) => ({ ...headers }),
    addResponseHeader: addHeader,
    addResponseHeaders: (headers) => {
      for (const [name, value] of Object.entries(headers)) addHeader(name, value);
    },
  },
  transform: {
    toDynamoDBFilterExpression: (filter) => JSON.stringify(expressionOf(filter)),
    toDynamoDBConditionExpression: (condition) => JSON.stringify(expressionOf(condition)),
    toSubscriptionFilter: subscriptionFilterOf,
    toElasticsearchQueryDSL: missing("util.transform.toElasticsearchQueryDSL"),
  },
  math: {
    roundNum: (value) => Math.round(value),
    minVal: (one, other) => Math.min(one, other),
    maxVal: (one, other) => Math.max(one, other),
    randomDouble: () => Math.random(),
    randomWithinRange: (start, after) => Math.floor(Math.random() * (after - start)) + start,
  },
  str: { normalize: (value, form) => String(value).normalize(String(form).toUpperCase()) },
  xml: {
    toMap: missing("util.xml.toMap"),
    toJsonString: missing("util.xml.toJsonString"),
  },
  rds: {
    toJsonString: missing("util.rds.toJsonString"),
    toJsonObject: missing("util.rds.toJsonObject"),
  },
};

export const runtime = {
  earlyReturn: (value, options) =>
    end("early-return", { value: value ?? null, skipTo: options?.skipTo }),
};

export const extensions = {
  setSubscriptionFilter: (filter) => {
    run.subscriptionFilter = filter;
  },
  setSubscriptionInvalidationFilter: missing("extensions.setSubscriptionInvalidationFilter"),
  invalidateSubscriptions: missing("extensions.invalidateSubscriptions"),
  evictFromApiCache: () => undefined,
};

Object.assign(globalThis, { util, runtime, extensions });

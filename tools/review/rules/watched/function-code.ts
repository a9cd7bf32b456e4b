import type { Json, JsonObject, ResourceChange } from "../../model";
import {
  differingKeys,
  isObject,
  isUnknown,
  isUnknownWithin,
  valueAt,
} from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding, unlessMade } from "../rule";
import {
  accountOf,
  added,
  argumentsOf,
  changes,
  differs,
  goes,
  ofAttributes,
  shrinks,
  told,
} from "../watch";

const lambda = "aws_lambda_function";
const layerPermission = "aws_lambda_layer_version_permission";

/** Variables by which code that is not the function's own is loaded, or its calls go elsewhere. */
const loading =
  /^(?:NODE_OPTIONS|NODE_PATH|NODE_EXTRA_CA_CERTS|LD_PRELOAD|LD_LIBRARY_PATH|PYTHONPATH|PYTHONSTARTUP|JAVA_TOOL_OPTIONS|RUBYOPT|AWS_LAMBDA_EXEC_WRAPPER|AWS_ENDPOINT_URL(?:_.*)?|(?:HTTPS?|ALL)_PROXY)$/i;

const watches = [
  {
    type: lambda,
    path: ["code_signing_config_arn"],
    when: goes,
    level: "block",
    effect: "Code that nobody has signed can be put into the function.",
    instead: "Keep the signing configuration.",
  },
  {
    type: lambda,
    path: ["s3_bucket"],
    // One at the edge has its code from a file, and comes to a bucket.
    when: differs,
    level: "notice",
    effect:
      "The function's code comes from another bucket, and whoever writes there decides what runs.",
    instead: "See whose bucket it is.",
  },
  {
    type: lambda,
    path: ["vpc_config"],
    when: (before: Json, after: Json | undefined) =>
      after === undefined || JSON.stringify(before) !== JSON.stringify(after),
    level: "notice",
    effect: "The function stands in another network, and may not reach what it calls any more.",
    instead: "Try it in another environment first.",
  },
  {
    type: lambda,
    path: ["timeout"],
    when: shrinks,
    level: "notice",
    effect: "The function is cut off sooner; as a trigger, it then fails the user's call.",
    instead: "See how long it takes at most.",
  },
  {
    type: lambda,
    path: ["file_system_config"],
    when: changes,
    level: "notice",
    effect: "The function reads another file system, or none.",
    instead: "Try it in another environment first.",
  },
  {
    type: lambda,
    path: ["kms_key_arn"],
    when: changes,
    level: "notice",
    effect:
      "The function's variables are encrypted with another key, which its role must be able to use.",
    instead: "Give the role the key first.",
  },
  {
    type: "aws_lambda_alias",
    path: ["function_version"],
    when: changes,
    level: "notice",
    effect: "Whoever calls the alias gets another version of the function.",
    instead: "See that the version is the one that was tested.",
  },
  {
    type: "aws_lambda_alias",
    path: ["routing_config"],
    when: differs,
    level: "notice",
    effect: "Some of those who call the alias get another version of the function.",
    instead: "See that the version is the one that was tested.",
  },
  {
    type: lambda,
    path: ["image_config"],
    when: differs,
    level: "notice",
    effect: "Another program of the image is run as the function, with all that it may do.",
    instead: "See what it runs.",
  },
  {
    type: lambda,
    path: ["logging_config", 0, "log_group"],
    when: changes,
    level: "notice",
    effect: "The function's log stands elsewhere: alarms and filters of the old one see nothing.",
    instead: "Move them along.",
  },
  {
    type: "aws_lambda_function_event_invoke_config",
    path: ["destination_config"],
    when: changes,
    level: "notice",
    effect: "Events go somewhere else once the function is through with them.",
    instead: "See who reads them there.",
  },
  {
    type: "aws_lambda_event_source_mapping",
    path: ["event_source_arn"],
    when: changes,
    level: "notice",
    effect: "The function reads another stream or queue.",
    instead: "See that nothing waits in the old one.",
  },
  {
    type: "aws_lambda_function_url",
    path: ["cors"],
    when: differs,
    level: "notice",
    effect: "Other pages than before can read what the function answers.",
    instead: "Name the pages that need it.",
  },
] as const;

/** The code of a function, and what it is run with. */
export const functionCode: Rule = {
  id: "function-code-changed",
  title: "A function runs code of somebody else's, or is run with other variables.",
  why: "A layer, an image or a variable can put other code into a trigger, with all its rights.",
  fix: "Use layers and images of your own account, by their version.",
  see: "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html",
  types: [
    lambda,
    layerPermission,
    "aws_lambda_alias",
    "aws_lambda_layer_version",
    "aws_lambda_code_signing_config",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_function_url",
    "aws_lambda_runtime_management_config",
  ],
  looksAt: argumentsOf(watches),
  check: (change) =>
    change.type === layerPermission
      ? layerShared(change)
      : [
          ...ofAttributes(change, watches),
          ...(change.type === "aws_lambda_event_source_mapping" ? newSource(change) : []),
          ...(change.type === lambda
            ? [...layers(change), ...image(change), ...variables(change)]
            : []),
        ],
};

function newSource(change: ResourceChange): readonly RuleFinding[] {
  if (change.before !== null || change.after === null) return [];
  const source = change.after["event_source_arn"];
  return [
    {
      level: "notice",
      cause: `a function reads ${told(change, ["event_source_arn"], typeof source === "string" ? source : undefined)}`,
      effect: "The function gets what is written there, also what it says of users.",
      instead: "See whose function it is, and that nothing else reads the queue.",
      unlessCreated: namedBy(
        change,
        ["event_source_arn"],
        ["aws_sqs_queue", "aws_dynamodb_table", "aws_kinesis_stream"],
        "arn",
      ),
      isUsualWhenNew: true,
    },
  ];
}

function ownAccount({ before, after }: ResourceChange): string | undefined {
  return accountOf(before?.["arn"]) ?? accountOf(after?.["role"]);
}

function layers(change: ResourceChange): readonly RuleFinding[] {
  if (change.after === null) return [];
  const path = ["layers"];
  const own = ownAccount(change);
  const more = added(
    valueAt(change.before ?? undefined, path) ?? null,
    valueAt(change.after, path),
  );
  const isUnsaid = change.before !== null && isUnknownWithin(change, path);
  return [
    ...more.map((layer) => gained(change, layer, own)),
    ...(isUnsaid
      ? [
          {
            ...gained(change, undefined, own),
            level: "block" as const,
            onlyIfWritten: path,
            unlessCreated: {
              type: "aws_lambda_layer_version",
              attribute: "arn",
              value: undefined,
              by: path,
            },
          },
        ]
      : []),
  ];
}

function gained(
  change: ResourceChange,
  layer: string | undefined,
  own: string | undefined,
): RuleFinding {
  const isForeign = layer !== undefined && own !== undefined && accountOf(layer) !== own;
  return {
    level: isForeign && change.before !== null ? "block" : "notice",
    cause: `\`layers\` gains ${told(change, ["layers"], layer)}${isForeign ? ", of another account" : ""}`,
    effect: "Code of the layer runs within the function, with all that it may do.",
    instead: "Use a layer of your own account, whose code you have read.",
  };
}

function image(change: ResourceChange): readonly RuleFinding[] {
  const path = ["image_uri"];
  const before = valueAt(change.before ?? undefined, path);
  const after = valueAt(change.after ?? undefined, path);
  const registry = (uri: Json | undefined) =>
    typeof uri === "string" ? uri.split("/")[0] : undefined;
  if (typeof before !== "string" || change.after === null) return [];
  const isUnsaid = isUnknown(change, path);
  if (!isUnsaid && registry(before) === registry(after)) return [];
  return [
    {
      level: "block",
      cause: `\`image_uri\` leads to another registry: ${told(change, path, isUnsaid ? undefined : after)}`,
      effect: "Somebody else's code runs as the function, with all that it may do.",
      instead: "Keep images in a registry of your own.",
      ...(isUnsaid && {
        unlessCreated: namedBy(change, path, "aws_ecr_repository", "repository_url"),
      }),
    },
  ];
}

function variables(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null || change.after === null) return [];
  const path = ["environment", 0, "variables"];
  const map = valueAt(change.after, path);
  const after: JsonObject = isObject(map) ? map : {};
  const names = [...differingKeys(change, path)];
  const isUnsaid = isUnknown(change, ["environment"]) || isUnknown(change, path);
  if (isUnsaid) names.push("known only after apply");
  if (names.length === 0) return [];
  const dangerous = names.filter(
    (name) =>
      loading.test(name) && (after[name] !== undefined || isUnknown(change, [...path, name])),
  );
  return [
    ...(isUnsaid
      ? [
          {
            level: "block" as const,
            cause: "which variables there are is known only after apply",
            effect:
              "One of them may load other code into the function, or send its calls elsewhere.",
            instead: "Write the names of the variables into the configuration.",
            ...unlessMade(path),
          },
        ]
      : []),
    {
      level: dangerous.length > 0 ? "block" : "notice",
      cause: `variables change: ${names.map((name) => `\`${name}\``).join(", ")}`,
      effect:
        dangerous.length > 0
          ? "The variable loads code into the function, or sends its calls elsewhere."
          : "The function works with other settings, which may lead it to another table, pool or address.",
      instead: "See that each is meant; no value is shown, for it may be secret.",
    },
  ];
}

function layerShared(change: ResourceChange): readonly RuleFinding[] {
  if (change.after === null) return [];
  const { principal } = change.after;
  const isEverybody = principal === "*" && change.after["organization_id"] === "";
  return [
    {
      level: "block",
      cause: `${typeof principal === "string" ? principal : "somebody"} may use the layer`,
      effect: "Whoever it is can read the layer's code.",
      instead: "Share it with the accounts that need it.",
      ...(!isEverybody &&
        change.before === null && {
          unlessCreated: namedBy(change, ["layer_name"], "aws_lambda_layer_version", "layer_name"),
        }),
    },
  ];
}

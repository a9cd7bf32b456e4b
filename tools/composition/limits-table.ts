import type { PlacedBlock } from "../../stacks/block";
import { characters, each, groupedBy, type Count } from "./counts";

/** One limit of AWS, and how near what is to be deployed comes to it. */
export interface Limit {
  /** What is counted: `bytes of a function's variables`. */
  readonly what: string;
  /** AWS's default. More is worth a notice where AWS raises it, and else a mistake. */
  readonly most: number;
  /** To which AWS raises it on request, or which its sources disagree on. Default: not at all. */
  readonly highest?: number;
  /** AWS's page. */
  readonly page: string;
  /** The code under which Service Quotas raises it: `L-5EAB0605`. */
  readonly quota?: string;
  readonly fix: string;
  /** What there is of it in one stack. */
  readonly counts: (blocks: readonly PlacedBlock[]) => readonly Count[];
}

const cognito = "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html";
const iam = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
const lambda = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";

const perPool = (type: string) => groupedBy(type, "user_pool_id", () => 1);

/** Physical names, by the argument that gives them. */
const names: readonly (readonly [type: string, argument: string, most: number, page: string])[] = [
  [
    "aws_lambda_function",
    "function_name",
    64,
    "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
  ],
  ["aws_iam_role", "name", 64, iam],
  ["aws_iam_policy", "name", 128, iam],
  ["aws_cognito_user_pool", "name", 128, cognito],
  ["aws_cognito_user_pool_client", "name", 128, cognito],
  ["aws_cognito_user_group", "name", 128, cognito],
  ["aws_cognito_identity_pool", "identity_pool_name", 128, cognito],
  [
    "aws_cloudwatch_event_rule",
    "name",
    64,
    "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
  ],
  [
    "aws_dynamodb_table",
    "name",
    255,
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html",
  ],
  [
    "aws_s3_bucket",
    "bucket",
    63,
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
  ],
  [
    "aws_sqs_queue",
    "name",
    80,
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html",
  ],
];

/**
 * Limits of the whole: each value is right, and together they are too many or too long. Where a number
 * was read in several places and they disagree, `most` is the lower and `highest` the higher one.
 */
export const limits: readonly Limit[] = [
  {
    what: "bytes of a function's variables",
    most: 4096,
    page: lambda,
    fix: "shorten the longest, or keep a long list in a file of the function's folder, which goes into its archive",
    counts: each("aws_lambda_function", ({ environment }) => characters(variablesOf(environment))),
  },
  {
    what: "characters of the policies within a role, together",
    most: 10_240,
    highest: 51_200,
    page: iam,
    fix: "name fewer resources, or move statements to a managed policy",
    counts: groupedBy("aws_iam_role_policy", "role", ({ policy }) => characters(policy)),
  },
  {
    what: "characters of a managed policy",
    most: 6144,
    page: iam,
    fix: "part it in two policies",
    counts: each("aws_iam_policy", ({ policy }) => characters(policy)),
  },
  {
    what: "managed policies of a role",
    most: 10,
    highest: 20,
    page: iam,
    quota: "L-0DA4ABF3",
    fix: "put statements together in one policy",
    counts: groupedBy("aws_iam_role_policy_attachment", "role", () => 1),
  },
  {
    what: "characters of a role's trust policy",
    most: 2048,
    highest: 10_000,
    page: iam,
    quota: "L-C07B4B0D",
    fix: "trust fewer principals, or make a second role",
    counts: each("aws_iam_role", (values) => characters(values["assume_role_policy"])),
  },
  {
    what: "bytes of a bucket's policy",
    most: 20_480,
    page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
    fix: "name fewer principals and folders",
    counts: each("aws_s3_bucket_policy", ({ policy }) => characters(policy)),
  },
  {
    what: "bytes of a key's policy",
    most: 32_768,
    page: "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html",
    fix: "name fewer principals",
    counts: each("aws_kms_key", ({ policy }) => characters(policy)),
  },
  {
    // AWS's page says 10,000 today; it said 300 for long, and many an account was made then.
    what: "groups of a user pool",
    most: 300,
    highest: 10_000,
    page: cognito,
    quota: "L-A585C375",
    fix: "keep what a user may do in the user table, and groups for roles in AWS",
    counts: perPool("aws_cognito_user_group"),
  },
  {
    what: "app clients of a user pool",
    most: 1000,
    highest: 10_000,
    page: cognito,
    quota: "L-5EAB0605",
    fix: "share a client between sites that trust each other, or make a second pool",
    counts: perPool("aws_cognito_user_pool_client"),
  },
  {
    what: "resource servers of a user pool",
    most: 25,
    highest: 300,
    page: cognito,
    quota: "L-7CDAF993",
    fix: "give one server more scopes: it has up to 100",
    counts: perPool("aws_cognito_resource_server"),
  },
  {
    what: "identity providers of a user pool",
    most: 300,
    highest: 1000,
    page: cognito,
    quota: "L-1B44D826",
    fix: "make a second pool",
    counts: perPool("aws_cognito_identity_provider"),
  },
  ...(["callback_urls", "logout_urls"] as const).map((argument) => ({
    what: `${argument} of an app client`,
    most: 100,
    page: cognito,
    fix: "make a second client",
    counts: each("aws_cognito_user_pool_client", (values) => lengthOf(values[argument])),
  })),
  {
    what: "scopes of an app client",
    most: 50,
    page: cognito,
    fix: "make a second client",
    counts: each("aws_cognito_user_pool_client", (values) =>
      lengthOf(values["allowed_oauth_scopes"]),
    ),
  },
  ...(["verification_message_template", "admin_create_user_config"] as const).map((argument) => ({
    what: `characters of an e-mail in ${argument}`,
    most: 20_000,
    page: cognito,
    fix: "shorten the text, or send it by a custom-email-sender",
    counts: each("aws_cognito_user_pool", (values) => longest(values[argument], "email_message")),
  })),
  {
    what: "routes of an HTTP API",
    most: 300,
    highest: 1000,
    page: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
    fix: "answer several methods of a path by one route (`ANY`), or all paths below one by `{rest+}`",
    counts: groupedBy("aws_apigatewayv2_route", "api_id", () => 1),
  },
  {
    what: "audiences of an API's authorizer, one for each app client",
    most: 50,
    page: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
    fix: "share a client between sites that trust each other",
    counts: each("aws_apigatewayv2_authorizer", (values) =>
      longestList(values["jwt_configuration"]),
    ),
  },
  ...names.map(([type, argument, most, page]) => ({
    what: `characters of ${argument} of ${type}`,
    most,
    page,
    fix: "shorten the project's, the environment's or the thing's own name",
    counts: each(type, (values) => characters(values[argument])),
  })),
];

/** Counted over all stacks of an account; others may have roles there too. */
export const rolesOfAnAccount = {
  what: "roles of an account, of these stacks alone",
  most: 1000,
  highest: 5000,
  page: iam,
  quota: "L-FE177D64",
  fix: "deploy some environments to another account",
} satisfies Omit<Limit, "counts">;

/** Counted with the provider's default tags. */
export const tagsOfAResource = {
  what: "tags of a resource, those of the environment included",
  most: 50,
  page: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  fix: "take tags out of the resource or out of `tags`",
} satisfies Omit<Limit, "counts">;

function variablesOf(environment: unknown): unknown {
  const [block] = Array.isArray(environment) ? (environment as unknown[]) : [environment];
  return (block as { readonly variables?: unknown } | undefined)?.variables;
}

function longestList(block: unknown): number {
  const [one] = [block].flat() as readonly ({ readonly audience?: unknown } | undefined)[];
  return lengthOf(one?.audience);
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** The length of the longest text by that name, however deep it lies. */
function longest(value: unknown, name: string): number {
  if (typeof value !== "object" || value === null) return 0;
  return Math.max(
    0,
    ...Object.entries(value).map(([key, item]) =>
      key === name && typeof item === "string" ? item.length : longest(item, name),
    ),
  );
}

import type { AwsRequest } from "../../../tools/local-aws/interceptor";
import { isJsonObject, readJson, type JsonObject } from "../../../tools/local-aws/json-protocol";
import { operationOf } from "../../../tools/local-aws/iam/permissions/inquiry";
import {
  readFunctionReference,
  readLambdaRequest,
} from "../../../tools/local-aws/lambda/lambda-request";

/** One thing that a call needs leave for. */
export interface NeededPermission {
  /** `dynamodb:CreateTable`. */
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | string[]>>;
}

/** Where the calls go, and what AWS knows of what is there. */
export interface CalledAccount {
  readonly accountId: string;
  /** The tags of the pools and keys that are there. */
  readonly tags: Readonly<Record<string, string>>;
  /** The boundary that the roles have. */
  readonly boundaryArn: string;
  /** The alias of the key that encrypts the states. */
  readonly stateKeyAlias: string;
  readonly stateBucket: string;
  /** The function that streams and queues call. */
  readonly calledFunctionArn: string;
}

/**
 * What Terraform's calls need, as the service authorization reference has it, for the services of our
 * stacks.
 *
 * @throws Error for a call that nobody has said about yet what it needs.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function neededPermissions(
  request: AwsRequest,
  account: CalledAccount,
): readonly NeededPermission[] {
  const of = services[request.service];
  if (of === undefined) throw new Error(`${request.service} ${operationOf(request)} is not known.`);
  return of(new Call(request, account));
}

const services: Readonly<Record<string, (call: Call) => readonly NeededPermission[]>> = {
  appsync: graphqlApis,
  "cognito-identity": identityPools,
  "cognito-idp": userPools,
  dynamodb: (call) => call.named(`table/${call.text("TableName")}`),
  events: (call) =>
    call.named(
      call.operation.endsWith("EventBus")
        ? `event-bus/${call.text("Name")}`
        : `rule/${call.text("Rule") || call.text("Name")}`,
    ),
  iam: roles,
  kms: keys,
  lambda: functions,
  logs: logGroups,
  s3: buckets,
  sqs: (call) =>
    call.named(call.text("QueueName") || (call.text("QueueUrl").split("/").at(-1) ?? "")),
  ses: senders,
  ssm: parameters,
  // Anybody may ask who they are.
  sts: () => [],
  wafv2: webAcls,
};

/** What a call says about itself. */
class Call {
  readonly operation: string;
  readonly input: JsonObject;
  readonly form: URLSearchParams;

  constructor(
    readonly request: AwsRequest,
    readonly account: CalledAccount,
  ) {
    this.operation = operationOf(request);
    this.input = request.operation === undefined ? {} : readJson(request);
    this.form = new URLSearchParams(request.body.toString("utf8"));
  }

  text(member: string): string {
    const value = this.input[member];
    return typeof value === "string" ? value : "";
  }

  arn(resource: string): string {
    const { service, region } = this.request;
    return `arn:aws:${service}:${region}:${this.account.accountId}:${resource}`;
  }

  needs(
    action: string,
    resource: string,
    context: NeededPermission["context"] = {},
  ): NeededPermission {
    const [service] = action.includes(":") ? action.split(":") : [this.request.service];
    const name = action.split(":").at(-1) ?? "";
    return { action: `${service}:${name}`, resource, context };
  }

  /** An operation on what it names, by its ARN where it has one. What is made with tags is tagged. */
  named(resource: string): readonly NeededPermission[] {
    const { operation } = this;
    const given = this.text("ResourceArn") || this.text("ResourceARN") || this.text("resourceArn");
    const arn = given || this.arn(resource);
    const isMade = /^(Create|PutRule)/.test(operation);
    const hasTags = ["Tags", "tags"].some((member) => this.input[member] !== undefined);
    const tagging = this.request.service === "sqs" ? "TagQueue" : "TagResource";
    return [this.needs(operation, arn), ...(isMade && hasTags ? [this.needs(tagging, arn)] : [])];
  }

  get ownTags(): NeededPermission["context"] {
    return tagKeys("aws:ResourceTag", this.account.tags);
  }

  passes(role: unknown, service: string): readonly NeededPermission[] {
    return typeof role === "string"
      ? [this.needs("iam:PassRole", role, { "iam:PassedToService": service })]
      : [];
  }
}

function tagKeys(prefix: string, tags: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, String(value)]),
  );
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html */
function graphqlApis(call: Call): readonly NeededPermission[] {
  const { request, ownTags } = call;
  const { method, url, region } = request;
  const [path = ""] = url.split("?");
  const [, , what = "", id, part, name] = path.split("/");
  const body = request.body.length > 0 && method !== "GET" ? readJson(request) : {};
  const inRegion = { "aws:RequestedRegion": region };
  const verb = { GET: "Get", POST: name === undefined ? "Create" : "Update", DELETE: "Delete" }[
    method
  ];
  if (what === "tags") {
    const action = { GET: "ListTagsForResource", POST: "TagResource", DELETE: "UntagResource" }[
      method
    ];
    const asked = tagKeys("aws:RequestTag", Object(body["tags"]) as object);
    const arn = decodeURIComponent(path.slice("/v1/tags/".length));
    return [call.needs(action ?? "", arn, { ...ownTags, ...asked })];
  }
  const config = isJsonObject(body["logConfig"]) ? body["logConfig"] : {};
  const passed = [body["serviceRoleArn"], config["cloudWatchLogsRoleArn"]].flatMap((role) =>
    call.passes(role, "appsync.amazonaws.com"),
  );
  if (id === undefined) {
    const tags = tagKeys("aws:RequestTag", Object(body["tags"]) as object);
    // AWS asks for the tags of what it has not named yet.
    const tagging = call.needs("TagResource", call.arn("*"), tags);
    return [call.needs("CreateGraphqlApi", "*", tags), tagging, ...passed];
  }
  if (part === undefined) {
    const action = { GET: "Get", POST: "Update", DELETE: "Delete" }[method] ?? "";
    return [call.needs(`${action}GraphqlApi`, call.arn(`apis/${id}`), ownTags), ...passed];
  }
  const action = {
    schemacreation: method === "POST" ? "StartSchemaCreation" : "GetSchemaCreationStatus",
    datasources: `${verb}DataSource`,
    functions: `${verb}Function`,
    types: `${path.split("/").length === 7 && method === "POST" ? "Create" : verb}Resolver`,
  }[part];
  if (action === undefined) throw new Error(`appsync ${method} ${url} is not known.`);
  return [call.needs(action, "*", inRegion), ...passed];
}

function logGroups(call: Call): readonly NeededPermission[] {
  const { operation, input, ownTags } = call;
  if (operation === "DescribeLogGroups") return [call.needs(operation, "*")];
  const asked = tagKeys("aws:RequestTag", Object(input["tags"]) as object);
  const context = operation === "CreateLogGroup" ? asked : { ...ownTags, ...asked };
  return call
    .named(`log-group:${call.text("logGroupName")}`)
    .map((each) => ({ ...each, context: each.action === "logs:CreateLogGroup" ? asked : context }));
}

function userPools(call: Call): readonly NeededPermission[] {
  const { operation, input } = call;
  const sender = isJsonObject(input["LambdaConfig"])
    ? input["LambdaConfig"]["KMSKeyID"]
    : undefined;
  const grant =
    typeof sender === "string" ? [call.needs("kms:CreateGrant", sender, call.ownTags)] : [];
  if (operation === "CreateUserPool") {
    const tags = tagKeys("aws:RequestTag", Object(input["UserPoolTags"]) as object);
    return [call.needs(operation, "*", tags), ...grant];
  }
  const pool = call.text("ResourceArn") || call.arn(`userpool/${call.text("UserPoolId")}`);
  return [
    call.needs(operation, pool, call.ownTags),
    ...grant,
    ...call.passes(input["RoleArn"], "cognito-idp.amazonaws.com"),
  ];
}

function identityPools(call: Call): readonly NeededPermission[] {
  const { operation, input } = call;
  if (operation === "CreateIdentityPool") {
    const tags = tagKeys("aws:RequestTag", Object(input["IdentityPoolTags"]) as object);
    return [call.needs(operation, "*", tags)];
  }
  if (operation === "SetIdentityPoolRoles") {
    const passed = Object.values(isJsonObject(input["Roles"]) ? input["Roles"] : {});
    return [
      call.needs(operation, "*"),
      ...passed.flatMap((role) => call.passes(role, "cognito-identity.amazonaws.com")),
    ];
  }
  const pool = call.text("ResourceArn") || call.arn(`identitypool/${call.text("IdentityPoolId")}`);
  return [call.needs(operation, pool, call.ownTags)];
}

function keys(call: Call): readonly NeededPermission[] {
  const { operation, input } = call;
  if (operation === "ListAliases") return [call.needs(operation, "*")];
  if (operation === "CreateKey") {
    const given = Array.isArray(input["Tags"]) ? input["Tags"].filter(isJsonObject) : [];
    const tags = Object.fromEntries(
      given.map(({ TagKey, TagValue }) => [String(TagKey), String(TagValue)]),
    );
    const context = tagKeys("aws:RequestTag", tags);
    return [
      call.needs(operation, "*", context),
      call.needs("TagResource", call.arn("key/to-be-made"), context),
    ];
  }
  const alias = call.text("AliasName");
  const id = call.text("KeyId") || call.text("TargetKeyId") || "of-the-alias";
  if (id.startsWith("alias/aws/")) {
    // A key of AWS's own, with none of our tags.
    return [call.needs(operation, call.arn("key/of-aws"), { "kms:ResourceAliases": [id] })];
  }
  const key = id.startsWith("arn:") ? id : call.arn(`key/${id}`);
  const requested = operation === "TagResource" ? tagKeys("aws:RequestTag", call.account.tags) : {};
  return [
    call.needs(operation, key, { ...call.ownTags, ...requested }),
    // An alias is a resource beside its key.
    ...(alias === "" ? [] : [call.needs(operation, call.arn(alias))]),
  ];
}

function roles({ form, operation, account }: Call): readonly NeededPermission[] {
  const role = `arn:aws:iam::${account.accountId}:role/${form.get("RoleName") ?? ""}`;
  const policy = form.get("PolicyArn");
  const provider = form.get("OpenIDConnectProviderArn");
  const bound =
    operation === "CreateRole" || operation === "PutRolePermissionsBoundary"
      ? form.get("PermissionsBoundary")
      : account.boundaryArn;
  const name = `iam:${operation}`;
  const resource = form.get("RoleName") === null ? (policy ?? provider ?? "*") : role;
  const context = bound === null ? {} : { "iam:PermissionsBoundary": bound };
  return [
    { action: name, resource, context },
    ...(operation === "CreateRole" ? [{ action: "iam:TagRole", resource: role, context: {} }] : []),
  ];
}

function functions(call: Call): readonly NeededPermission[] {
  const { request } = call;
  const body = request.body.length > 0 && request.method !== "GET" ? readJson(request) : {};
  const tagged = /^\/2017-03-31\/tags\/([^?]+)/.exec(request.url)?.[1];
  if (tagged !== undefined) {
    const action = { GET: "ListTags", POST: "TagResource", DELETE: "UntagResource" }[
      request.method
    ];
    const asked = tagKeys("aws:RequestTag", Object(body["Tags"]) as object);
    return [call.needs(action ?? "", decodeURIComponent(tagged), { ...call.ownTags, ...asked })];
  }
  const source = /\/event-source-mappings\/?([^/?]*)/.exec(request.url)?.[1];
  if (source !== undefined) return eventSources(call, source, body);
  const called = readLambdaRequest(request);
  const action = called?.operation ?? lambdaActions(request);
  const [, path = String(body["FunctionName"])] = /\/functions\/([^/?]+)/.exec(request.url) ?? [];
  const { name, qualifier = called?.qualifier } = readFunctionReference(decodeURIComponent(path));
  const version = qualifier === undefined ? "" : `:${qualifier}`;
  const arn = call.arn(`function:${name}${version}`);
  const { S3Bucket, S3Key } = body;
  return [
    call.needs(action, arn),
    ...(action === "CreateFunction" ? [call.needs("TagResource", arn)] : []),
    ...(typeof S3Bucket === "string"
      ? [call.needs("s3:GetObject", `arn:aws:s3:::${S3Bucket}/${String(S3Key)}`)]
      : []),
    ...call.passes(body["Role"], "lambda.amazonaws.com"),
  ];
}

/** What calls functions with streams and queues. AWS knows of which function each is. */
function eventSources(call: Call, id: string, body: JsonObject): readonly NeededPermission[] {
  const verb = { GET: "Get", POST: "Create", PUT: "Update", DELETE: "Delete" }[call.request.method];
  const action = `${verb ?? ""}EventSourceMapping`;
  const ofFunction = { "lambda:FunctionArn": call.account.calledFunctionArn };
  if (id !== "") return [call.needs(action, call.arn(`event-source-mapping:${id}`), ofFunction)];
  const tags = tagKeys("aws:RequestTag", Object(body["Tags"]) as object);
  return [
    call.needs(action, "*", { "lambda:FunctionArn": String(body["FunctionName"]) }),
    call.needs("TagResource", call.arn("event-source-mapping:to-be-made"), tags),
  ];
}

/** What of Lambda's API is in no operation that functions are called by. */
function lambdaActions({ method, url }: AwsRequest): string {
  const [, part = ""] = /\/functions\/[^/?]+\/([a-z-]+)/.exec(url) ?? [];
  const actions: Readonly<Record<string, string>> = {
    "GET versions": "ListVersionsByFunction",
    "GET policy": "GetPolicy",
    "POST policy": "AddPermission",
    "DELETE policy": "RemovePermission",
    "GET code-signing-config": "GetFunctionCodeSigningConfig",
    "GET event-invoke-config": "GetFunctionEventInvokeConfig",
    "PUT event-invoke-config": "PutFunctionEventInvokeConfig",
    "POST event-invoke-config": "UpdateFunctionEventInvokeConfig",
    "DELETE event-invoke-config": "DeleteFunctionEventInvokeConfig",
  };
  const action = actions[`${method} ${part}`];
  if (action === undefined) throw new Error(`lambda ${method} ${url} is not known.`);
  return action;
}

/** What reads a bucket's settings, by the query that names them. */
const bucketReads: Readonly<Record<string, string>> = {
  "": "ListBucket",
  accelerate: "GetAccelerateConfiguration",
  acl: "GetBucketAcl",
  cors: "GetBucketCORS",
  encryption: "GetEncryptionConfiguration",
  lifecycle: "GetLifecycleConfiguration",
  logging: "GetBucketLogging",
  notification: "GetBucketNotification",
  "object-lock": "GetBucketObjectLockConfiguration",
  ownershipControls: "GetBucketOwnershipControls",
  policy: "GetBucketPolicy",
  publicAccessBlock: "GetBucketPublicAccessBlock",
  replication: "GetReplicationConfiguration",
  requestPayment: "GetBucketRequestPayment",
  tagging: "GetBucketTagging",
  versioning: "GetBucketVersioning",
  versions: "ListBucketVersions",
  website: "GetBucketWebsite",
};

/** What writes them. S3 has no actions for deleting most: it is writing. */
const bucketWrites: Readonly<Record<string, string>> = {
  "": "CreateBucket",
  cors: "PutBucketCORS",
  encryption: "PutEncryptionConfiguration",
  notification: "PutBucketNotification",
  lifecycle: "PutLifecycleConfiguration",
  ownershipControls: "PutBucketOwnershipControls",
  policy: "PutBucketPolicy",
  publicAccessBlock: "PutBucketPublicAccessBlock",
  tagging: "PutBucketTagging",
  versioning: "PutBucketVersioning",
};

const bucketDeletions: Readonly<Record<string, string>> = {
  "": "DeleteBucket",
  policy: "DeleteBucketPolicy",
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function buckets(call: Call): readonly NeededPermission[] {
  const { method, url } = call.request;
  const [path = "", query] = url.split("?", 2);
  const [, bucket = "", key = ""] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const parameters = new URLSearchParams(query);
  const arn = `arn:aws:s3:::${bucket}`;
  if (key !== "") return objects(call, `${arn}/${decodeURIComponent(key)}`, parameters, bucket);
  const [setting = ""] = [...parameters.keys()].filter((name) => name in bucketReads);
  const isRead = method === "GET" || method === "HEAD";
  const action = isRead
    ? bucketReads[setting]
    : ((method === "DELETE" ? bucketDeletions[setting] : undefined) ?? bucketWrites[setting]);
  if (method === "POST" && parameters.has("delete")) {
    return [
      call.needs("DeleteObject", `${arn}/any`),
      call.needs("DeleteObjectVersion", `${arn}/any`),
    ];
  }
  if (action === undefined) throw new Error(`s3 ${method} ${url} is not known.`);
  const prefix = parameters.get("prefix");
  return [call.needs(action, arn, prefix === null ? {} : { "s3:prefix": prefix })];
}

function objects(
  call: Call,
  object: string,
  parameters: URLSearchParams,
  bucket: string,
): readonly NeededPermission[] {
  const { account, request } = call;
  const verb = { GET: "Get", HEAD: "Get", PUT: "Put", DELETE: "Delete" }[request.method] ?? "";
  const version = parameters.has("versionId") ? "Version" : "";
  const part = parameters.has("tagging") ? "Tagging" : version;
  const inKms = verb === "Get" ? "kms:Decrypt" : verb === "Put" ? "kms:GenerateDataKey" : undefined;
  return [
    call.needs(`${verb}Object${part}`, object),
    ...(bucket === account.stateBucket && inKms !== undefined
      ? [
          call.needs(
            inKms,
            `arn:aws:kms:${request.region}:${account.accountId}:key/of-the-states`,
            {
              "kms:ViaService": `s3.${request.region}.amazonaws.com`,
              "kms:ResourceAliases": [account.stateKeyAlias],
            },
          ),
        ]
      : []),
  ];
}

function parameters(call: Call): readonly NeededPermission[] {
  const { operation, input } = call;
  if (operation === "DescribeParameters") return [call.needs(operation, "*")];
  const parameter = call.arn(`parameter${call.text("Name") || call.text("ResourceId")}`);
  return [
    call.needs(operation, parameter),
    ...(operation === "PutParameter" && input["Tags"] !== undefined
      ? [call.needs("AddTagsToResource", parameter)]
      : []),
  ];
}

/** What Terraform does with SES, by the newer API's method and path. */
const senderActions: Readonly<Record<string, string>> = {
  "POST identities": "CreateEmailIdentity",
  "GET identities": "GetEmailIdentity",
  "DELETE identities": "DeleteEmailIdentity",
  "PUT identities mail-from": "PutEmailIdentityMailFromAttributes",
  "POST configuration-sets": "CreateConfigurationSet",
  "GET configuration-sets": "GetConfigurationSet",
  "DELETE configuration-sets": "DeleteConfigurationSet",
  "POST configuration-sets event-destinations": "CreateConfigurationSetEventDestination",
  "GET configuration-sets event-destinations": "GetConfigurationSetEventDestinations",
  "DELETE configuration-sets event-destinations": "DeleteConfigurationSetEventDestination",
  "GET tags": "ListTagsForResource",
  "POST tags": "TagResource",
  "DELETE tags": "UntagResource",
};

function senders(call: Call): readonly NeededPermission[] {
  const { method, url, body } = call.request;
  // The older API, which alone tells whether a domain is verified.
  if (!url.startsWith("/v2/")) return [call.needs(call.operation, "*")];
  const [path = "", query] = url.split("?", 2);
  const [, , , kind = "", name, part] = path.split("/").map(decodeURIComponent);
  const action = senderActions[[method, kind, part].filter(Boolean).join(" ")];
  if (action === undefined) throw new Error(`ses ${method} ${url} is not known.`);
  const input = body.length > 0 ? readJson(call.request) : {};
  if (kind === "tags") {
    const tagged = new URLSearchParams(query).get("ResourceArn") ?? input["ResourceArn"];
    return [call.needs(action, String(tagged))];
  }
  const set = input["ConfigurationSetName"];
  const arns = [
    ...(kind === "identities"
      ? [call.arn(`identity/${name ?? String(input["EmailIdentity"])}`)]
      : [call.arn(`configuration-set/${name ?? String(set)}`)]),
    // An identity that sends with a set is a matter of both.
    ...(kind === "identities" && typeof set === "string"
      ? [call.arn(`configuration-set/${set}`)]
      : []),
  ];
  return arns.flatMap((arn) => [
    call.needs(action, arn),
    ...(input["Tags"] === undefined ? [] : [call.needs("TagResource", arn)]),
  ]);
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html */
function webAcls(call: Call): readonly NeededPermission[] {
  const { operation, input, request } = call;
  const resource = call.text("ResourceArn") || call.text("ResourceARN");
  if (/^(?:Tag|Untag|ListTagsFor)Resource$/.test(operation)) {
    return [call.needs(operation, resource)];
  }
  if (/ForResource$|^(?:Associate|Disassociate)/.test(operation)) {
    const isPool = resource.includes(":cognito-idp:");
    const ofApi = operation.startsWith("Get")
      ? []
      : [call.needs("appsync:SetWebACL", resource, call.ownTags)];
    return [
      call.needs(operation, call.text("WebACLArn") || "*"),
      ...(isPool ? [call.needs(`cognito-idp:${operation}`, resource, call.ownTags)] : ofApi),
    ];
  }
  const kind = operation.endsWith("IPSet") ? "ipset" : "webacl";
  const own = call.arn(`regional/${kind}/${call.text("Name")}/${call.text("Id") || "to-be-made"}`);
  const rules = JSON.stringify(input["Rules"] ?? []);
  const sets = [...rules.matchAll(/"ARN":"([^"]+)"/g)].map(([, arn = ""]) => arn);
  const groups = [...rules.matchAll(/"Name":"(AWSManagedRules\w+)"/g)].map(
    ([, name = ""]) => `arn:aws:wafv2:${request.region}:aws:regional/managedruleset/${name}/of-aws`,
  );
  return [
    ...[own, ...sets, ...groups].map((arn) => call.needs(operation, arn)),
    ...(input["Tags"] === undefined ? [] : [call.needs("TagResource", own)]),
  ];
}

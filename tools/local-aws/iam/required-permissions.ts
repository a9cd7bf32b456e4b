import { decoded } from "../decoded";
import type { AwsRequest, Forward } from "../interceptor";
import { isJsonObject, readJson, type JsonObject } from "../json-protocol";
import { readFunctionReference, readLambdaRequest } from "../lambda/lambda-request";
import { ownRequest } from "../own-request";
import { publicIdentityPoolOperations, publicUserPoolOperations } from "../public-operations";
import type { ContextValues } from "./role-sessions";

/** One thing that a caller must be allowed to do. */
export interface Permission {
  /** E.g. `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN that policies have to name. Where AWS has several for one thing, one is enough. */
  readonly resources: readonly [string, ...(readonly string[])];
  /** What conditions may ask about the call. */
  readonly context?: ContextValues;
}

/** A call, and what it takes to tell which permissions it needs. */
export interface Inquiry {
  readonly request: AwsRequest;
  readonly accountId: string;
  /** Asks moto, for what a request does not tell: the key behind an alias. */
  readonly call: Forward;
}

type Permissions = readonly Permission[] | undefined;

/** What of a service is known here. */
interface Service {
  /** None: the call needs no permission. `undefined`: nobody has said yet what it needs. */
  readonly permissions: (inquiry: Inquiry) => Permissions | Promise<Permissions>;
  /** The service's own condition keys that calls carry, or do without, as they would on AWS. */
  readonly conditionKeys?: readonly RegExp[];
}

/**
 * What a call needs, as the service authorization reference has it. To use another operation in a
 * function, add it here: what is not here is refused.
 *
 * @returns `undefined` when the call is not known.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export async function requiredPermissions(inquiry: Inquiry): Promise<Permissions> {
  return services[inquiry.request.service]?.permissions(inquiry);
}

/** Whether conditions on a service's own key can be evaluated here, e.g. on `s3:prefix`. */
export function isKnownConditionKey(service: string, key: string): boolean {
  return services[service]?.conditionKeys?.some((known) => known.test(key)) ?? false;
}

/** The call in its service's words: `PutItem`, `Publish`, or `GET /2015-03-31/functions`. */
export function operationOf(request: AwsRequest): string {
  return (
    request.operation ??
    formOf(request).get("Action") ??
    `${request.method} ${request.url.split("?")[0] ?? ""}`
  );
}

const services: Readonly<Record<string, Service>> = {
  appsync: { permissions: appSync },
  "cognito-identity": { permissions: cognitoIdentity },
  "cognito-idp": { permissions: userPools },
  dynamodb: { permissions: dynamodb, conditionKeys: [/^dynamodb:LeadingKeys$/i] },
  events: { permissions: events, conditionKeys: [/^events:(source|detail-type)$/i] },
  kms: {
    permissions: kms,
    conditionKeys: [
      /^kms:EncryptionContext(Keys$|:)/i,
      /^kms:(CallerAccount|RequestAlias|EncryptionAlgorithm|ViaService)$/i,
    ],
  },
  lambda: { permissions: lambda },
  logs: { permissions: logs },
  s3: { permissions: s3, conditionKeys: [/^s3:(prefix|delimiter|max-keys|VersionId)$/i] },
  secretsmanager: {
    permissions: secrets,
    conditionKeys: [/^secretsmanager:(SecretId|VersionStage)$/i],
  },
  ses: { permissions: ses, conditionKeys: [/^ses:(FromAddress|FromDisplayName|Recipients)$/i] },
  sns: { permissions: sns },
  sqs: { permissions: sqs },
  ssm: { permissions: parameters },
  sts: { permissions: sts, conditionKeys: [/^sts:(RoleSessionName|ExternalId)$/i] },
  xray: { permissions: xray },
};

/** An API asks for each field by itself, once it knows which are meant. */
function appSync({ request }: Inquiry): Permissions {
  return request.url.startsWith("/graphql/") ? [] : undefined;
}

/**
 * Of calls that users make for themselves, whoever signs them, no policy is asked.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
 */
function userPools(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  if (publicUserPoolOperations.has(operation)) return [];
  const { UserPoolId, ResourceArn } = readJson(inquiry.request);
  const pool = typeof UserPoolId === "string" ? arn(inquiry, `userpool/${UserPoolId}`) : undefined;
  const action = `cognito-idp:${operation}`;
  if (["CreateUserPool", "ListUserPools", "DescribeUserPoolDomain"].includes(operation)) {
    return [{ action, resources: ["*"] }];
  }
  const resource = pool ?? ResourceArn;
  return typeof resource === "string" ? [{ action, resources: [resource] }] : undefined;
}

function cognitoIdentity(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  if (publicIdentityPoolOperations.has(operation)) return [];
  const { IdentityPoolId } = readJson(inquiry.request);
  if (operation === "DeleteIdentities") {
    return [{ action: "cognito-identity:DeleteIdentities", resources: ["*"] }];
  }
  if (typeof IdentityPoolId !== "string") return undefined;
  const resource = arn(inquiry, `identitypool/${IdentityPoolId}`);
  return [{ action: `cognito-identity:${operation}`, resources: [resource] }];
}

const tableOperations = new Set([
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "PutItem",
  "UpdateItem",
  "UpdateTable",
  "UpdateTimeToLive",
]);

/** The actions that the parts of a transaction need: there is none for the transaction itself. */
const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
function dynamodb(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  const { TableName, IndexName, RequestItems, TransactItems, Key } = readJson(inquiry.request);
  const tableArn = (table: unknown) =>
    String(table).startsWith("arn:") ? String(table) : arn(inquiry, `table/${String(table)}`);
  const needs = (action: string, resource: string): Permission => ({
    action: `dynamodb:${action}`,
    resources: [resource],
    ...leadingKeys(Key),
  });
  if (inquiry.request.headers["x-amz-target"]?.startsWith("DynamoDBStreams_") === true) {
    return streams(operation, readJson(inquiry.request));
  }
  if (tableOperations.has(operation)) return [needs(operation, tableArn(TableName))];
  switch (operation) {
    case "Query":
    case "Scan": {
      const table = tableArn(TableName);
      const index = IndexName === undefined ? "" : `/index/${textOf(IndexName)}`;
      return [needs(operation, table + index)];
    }
    case "BatchGetItem":
    case "BatchWriteItem":
      return Object.keys(isJsonObject(RequestItems) ? RequestItems : {}).map((table) =>
        needs(operation, tableArn(table)),
      );
    case "TransactGetItems":
    case "TransactWriteItems":
      return listOf(TransactItems).flatMap((item) =>
        Object.entries(item).map(([kind, part]) =>
          needs(
            transactionActions[kind] ?? kind,
            tableArn(isJsonObject(part) ? part["TableName"] : undefined),
          ),
        ),
      );
    case "ListTables":
      return [needs(operation, "*")];
    default:
      return undefined;
  }
}

/** A stream's iterator begins with the stream's ARN. */
function streams(operation: string, { StreamArn, ShardIterator }: JsonObject): Permissions {
  const [stream] = textOf(StreamArn ?? ShardIterator).split("|");
  if (operation === "ListStreams") return [{ action: "dynamodb:ListStreams", resources: ["*"] }];
  return [{ action: `dynamodb:${operation}`, resources: [stream ?? ""] }];
}

/** What no partition key is: the call does not tell which of its values is one. */
const untold = "(the call does not tell its partition key)";

/**
 * The partition key of a row that a call names. Of a key in two parts, an item or a condition the call does
 * not tell which is which. AWS knows: here a policy that asks is not met, so that it allows nothing.
 */
function leadingKeys(key: unknown): Pick<Permission, "context"> {
  const parts = isJsonObject(key) ? Object.values(key) : [];
  const value = parts.length === 1 && isJsonObject(parts[0]) ? Object.values(parts[0])[0] : "";
  const isTold = typeof value === "string" && value !== "";
  return { context: { "dynamodb:LeadingKeys": [isTold ? value : untold] } };
}

const keyOperations = new Set([
  "Decrypt",
  "DescribeKey",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "GetPublicKey",
  "Sign",
  "Verify",
]);

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/policy-conditions.html */
async function kms(inquiry: Inquiry): Promise<Permissions> {
  const { operation = "" } = inquiry.request;
  if (!keyOperations.has(operation)) return undefined;
  const { KeyId, CiphertextBlob, EncryptionContext } = readJson(inquiry.request);
  // moto's ciphertext begins with the id of the key that made it, in 36 characters.
  const keyId =
    typeof KeyId === "string"
      ? KeyId
      : Buffer.from(String(CiphertextBlob), "base64").subarray(0, 36).toString("latin1");
  const encryptionContext = Object.entries(
    isJsonObject(EncryptionContext) ? EncryptionContext : {},
  );
  const alias = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
  return [
    {
      action: `kms:${operation}`,
      // Policies name the key, even where the caller names an alias of it.
      resources: [alias === undefined ? keyArn(inquiry, keyId) : await keyBehind(inquiry, keyId)],
      context: {
        "kms:CallerAccount": inquiry.accountId,
        "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        ...(alias !== undefined && { "kms:RequestAlias": alias }),
        ...(encryptionContext.length > 0 && {
          "kms:EncryptionContextKeys": encryptionContext.map(([name]) => name),
        }),
        ...Object.fromEntries(
          encryptionContext.map(([name, value]) => [
            `kms:EncryptionContext:${name}`,
            String(value),
          ]),
        ),
      },
    },
  ];
}

function keyArn(inquiry: Inquiry, keyId: string): string {
  return keyId.startsWith("arn:") ? keyId : arn(inquiry, `key/${keyId}`);
}

async function keyBehind(inquiry: Inquiry, alias: string): Promise<string> {
  const answer = await ask(inquiry, "TrentService.DescribeKey", { KeyId: alias });
  const { KeyMetadata } = answer;
  const found = isJsonObject(KeyMetadata) ? KeyMetadata["Arn"] : undefined;
  return typeof found === "string" ? found : keyArn(inquiry, alias);
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsesv2.html */
function ses(inquiry: Inquiry): Permissions {
  const { request } = inquiry;
  if (request.method === "POST" && request.url.split("?")[0] === "/v2/email/outbound-emails") {
    const { Content, Destination, FromEmailAddress, FromEmailAddressIdentityArn } =
      readJson(request);
    const isRaw = isJsonObject(Content) && Content["Raw"] !== undefined;
    return sending(inquiry, {
      action: isRaw ? "ses:SendRawEmail" : "ses:SendEmail",
      from: FromEmailAddress,
      identityArn: FromEmailAddressIdentityArn,
      recipients: Object.values(isJsonObject(Destination) ? Destination : {})
        .flat()
        .map(String),
    });
  }
  const form = formOf(request);
  if (form.get("Action") !== "SendEmail") return undefined;
  return sending(inquiry, {
    action: "ses:SendEmail",
    from: form.get("Source"),
    identityArn: form.get("SourceArn"),
    recipients: [...form].flatMap(([name, value]) =>
      name.startsWith("Destination.") ? [value] : [],
    ),
  });
}

function sending(
  inquiry: Inquiry,
  email: {
    readonly action: string;
    readonly from: unknown;
    readonly identityArn: unknown;
    readonly recipients: readonly string[];
  },
): Permissions {
  const [, displayName, address = String(email.from)] =
    /^\s*(.*?)\s*<([^>]+)>\s*$/.exec(String(email.from)) ?? [];
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return [
    {
      action: email.action,
      // Which of the two is verified, and so is asked about, is not known to the local AWS.
      resources:
        typeof email.identityArn === "string"
          ? [email.identityArn]
          : [arn(inquiry, `identity/${address}`), arn(inquiry, `identity/${domain}`)],
      context: {
        "ses:FromAddress": address,
        ...(displayName !== undefined &&
          displayName !== "" && { "ses:FromDisplayName": displayName.replace(/^"(.*)"$/, "$1") }),
        "ses:Recipients": email.recipients,
      },
    },
  ];
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html */
function sns({ request }: Inquiry): Permissions {
  const form = formOf(request);
  const action = form.get("Action") ?? "";
  const target = form.get("TopicArn") ?? form.get("TargetArn");
  switch (action) {
    case "Publish": {
      // A text message has no ARN: only "*", or a NotResource, covers a phone number.
      const resource = target ?? form.get("PhoneNumber");
      return resource === null ? undefined : [{ action: "sns:Publish", resources: [resource] }];
    }
    case "PublishBatch":
      return target === null ? undefined : [{ action: "sns:Publish", resources: [target] }];
    case "CheckIfPhoneNumberIsOptedOut":
    case "GetSMSAttributes":
      return [{ action: `sns:${action}`, resources: ["*"] }];
    default:
      return undefined;
  }
}

/** Batches need the permission of what they are batches of. */
const queueActions: Readonly<Record<string, string>> = {
  ChangeMessageVisibility: "ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  DeleteMessage: "DeleteMessage",
  DeleteMessageBatch: "DeleteMessage",
  GetQueueAttributes: "GetQueueAttributes",
  GetQueueUrl: "GetQueueUrl",
  PurgeQueue: "PurgeQueue",
  ReceiveMessage: "ReceiveMessage",
  SendMessage: "SendMessage",
  SendMessageBatch: "SendMessage",
};

/** Both protocols of SQS: JSON, and the older query protocol. */
function sqs(inquiry: Inquiry): Permissions {
  const { request } = inquiry;
  const isJson = request.operation !== undefined;
  const form = formOf(request);
  const action = queueActions[operationOf(request)];
  const json = isJson ? readJson(request) : {};
  const queue = json["QueueName"] ?? form.get("QueueName");
  const url = json["QueueUrl"] ?? form.get("QueueUrl") ?? (isJson ? undefined : request.url);
  const name = typeof queue === "string" ? queue : textOf(url).split("?")[0]?.split("/").at(-1);
  if (action === undefined || name === undefined || name === "") return undefined;
  return [{ action: `sqs:${action}`, resources: [arn(inquiry, name)] }];
}

/** Query parameters that do not make another operation of an S3 request. */
const plainS3Parameters =
  /^(x-id|x-amz-.*|versionid|partnumber|response-.*|prefix|delimiter|max-keys|encoding-type|marker|list-type|continuation-token|fetch-owner|start-after|key-marker|version-id-marker)$/i;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function s3({ request }: Inquiry): Permissions {
  const [path = "", query] = request.url.split("?", 2);
  const parameters = new URLSearchParams(query);
  const [, bucket = "", key = ""] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const object = `arn:aws:s3:::${bucket}/${decoded(key)}`;
  const needs = (action: string, resource: string, context: ContextValues = {}): Permission => ({
    action: `s3:${action}`,
    resources: [resource],
    context,
  });
  const special = [...parameters.keys()].filter((name) => !plainS3Parameters.test(name));
  if (bucket === "") return request.method === "GET" ? [needs("ListAllMyBuckets", "*")] : undefined;
  if (key === "") {
    if (request.method === "GET" && special.join() === "versions") {
      return [needs("ListBucketVersions", `arn:aws:s3:::${bucket}`)];
    }
    if (special.length > 0 || !["GET", "HEAD"].includes(request.method)) return undefined;
    const context = Object.fromEntries(
      ["prefix", "delimiter", "max-keys"].flatMap((name) => {
        const value = parameters.get(name);
        return value === null ? [] : [[`s3:${name}`, value]];
      }),
    );
    return [needs("ListBucket", `arn:aws:s3:::${bucket}`, context)];
  }
  const upload = parameters.has("uploadId") || parameters.has("uploads");
  if (special.some((name) => name !== "uploadId" && name !== "uploads")) return undefined;
  const version = parameters.get("versionId");
  const ofVersion = version === null ? "" : "Version";
  const context = version === null ? {} : { "s3:VersionId": version };
  switch (request.method) {
    case "GET":
    case "HEAD":
      if (upload) return [needs("ListMultipartUploadParts", object)];
      return [needs(`GetObject${ofVersion}`, object, context)];
    case "PUT": {
      const source = request.headers["x-amz-copy-source"];
      return [
        needs("PutObject", object),
        ...(source === undefined
          ? []
          : [needs("GetObject", `arn:aws:s3:::${decoded(source).replace(/^\//, "")}`)]),
        ...("x-amz-tagging" in request.headers ? [needs("PutObjectTagging", object)] : []),
        ...("x-amz-acl" in request.headers ? [needs("PutObjectAcl", object)] : []),
      ];
    }
    case "POST":
      return upload ? [needs("PutObject", object)] : undefined;
    case "DELETE":
      if (upload) return [needs("AbortMultipartUpload", object)];
      return [needs(`DeleteObject${ofVersion}`, object, context)];
    default:
      return undefined;
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html */
function logs(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  const { logGroupName, logStreamName } = readJson(inquiry.request);
  const stream = ["CreateLogStream", "GetLogEvents", "PutLogEvents"].includes(operation);
  const group = ["CreateLogGroup", "DescribeLogStreams", "FilterLogEvents"].includes(operation);
  if (!stream && !group && operation !== "DescribeLogGroups") return undefined;
  const resource = `log-group:${textOf(logGroupName)}:log-stream:${textOf(logStreamName)}`;
  return [{ action: `logs:${operation}`, resources: [arn(inquiry, resource)] }];
}

function lambda(inquiry: Inquiry): Permissions {
  const call = readLambdaRequest(inquiry.request);
  if (call === undefined) return undefined;
  if (call.operation === "ListFunctions")
    return [{ action: "lambda:ListFunctions", resources: ["*"] }];
  // CreateFunction names its function in the body.
  const { FunctionName } = call.functionName === "" ? readJson(inquiry.request) : {};
  const { name, qualifier, region } = readFunctionReference(
    call.functionName === "" ? String(FunctionName) : call.functionName,
  );
  const version = call.qualifier ?? qualifier;
  const place = { ...inquiry.request, region: region ?? inquiry.request.region };
  const resource = arn(
    { ...inquiry, request: place },
    `function:${name}${version === undefined ? "" : `:${version}`}`,
  );
  const action = call.operation === "Invoke" ? "InvokeFunction" : call.operation;
  return [{ action: `lambda:${action}`, resources: [resource] }];
}

const xrayActions: Readonly<Record<string, string>> = {
  "/GetSamplingRules": "GetSamplingRules",
  "/SamplingTargets": "GetSamplingTargets",
  "/TelemetryRecords": "PutTelemetryRecords",
  "/TraceSegments": "PutTraceSegments",
};

function xray({ request }: Inquiry): Permissions {
  const action = xrayActions[request.url.split("?")[0] ?? ""];
  return action === undefined ? undefined : [{ action: `xray:${action}`, resources: ["*"] }];
}

function sts({ request }: Inquiry): Permissions {
  const form = formOf(request);
  switch (form.get("Action")) {
    // Anybody may ask who they are.
    case "GetCallerIdentity":
      return [];
    case "AssumeRole": {
      const externalId = form.get("ExternalId");
      return [
        {
          action: "sts:AssumeRole",
          resources: [form.get("RoleArn") ?? ""],
          context: {
            "sts:RoleSessionName": form.get("RoleSessionName") ?? "",
            ...(externalId !== null && { "sts:ExternalId": externalId }),
          },
        },
      ];
    }
    default:
      return undefined;
  }
}

function events(inquiry: Inquiry): Permissions {
  if (inquiry.request.operation !== "PutEvents") return undefined;
  return listOf(readJson(inquiry.request)["Entries"]).map((entry) => {
    const bus = textOf(entry["EventBusName"]) || "default";
    return {
      action: "events:PutEvents",
      resources: [bus.startsWith("arn:") ? bus : arn(inquiry, `event-bus/${bus}`)],
      context: {
        "events:source": textOf(entry["Source"]),
        "events:detail-type": textOf(entry["DetailType"]),
      },
    };
  });
}

async function secrets(inquiry: Inquiry): Promise<Permissions> {
  const { operation = "" } = inquiry.request;
  if (!["DescribeSecret", "GetSecretValue", "PutSecretValue"].includes(operation)) return undefined;
  const { SecretId, VersionStage } = readJson(inquiry.request);
  const secretId = String(SecretId);
  // The ARN ends in six characters that a name does not tell.
  const { ARN, KmsKeyId } = await ask(inquiry, "secretsmanager.DescribeSecret", { SecretId });
  const resource = typeof ARN === "string" ? ARN : arn(inquiry, `secret:${secretId}`);
  const keyAction = operation === "GetSecretValue" ? "Decrypt" : "GenerateDataKey";
  return [
    {
      action: `secretsmanager:${operation}`,
      resources: [resource],
      context: {
        "secretsmanager:SecretId": resource,
        ...(typeof VersionStage === "string" && { "secretsmanager:VersionStage": VersionStage }),
      },
    },
    ...(operation === "DescribeSecret"
      ? []
      : await usingKey(inquiry, keyAction, KmsKeyId, { SecretARN: resource })),
  ];
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html */
async function parameters(inquiry: Inquiry): Promise<Permissions> {
  const { operation = "" } = inquiry.request;
  const { Name, Names, Path, WithDecryption } = readJson(inquiry.request);
  const arnOf = (name: unknown) => {
    const [plain = ""] = /^(arn:(?:[^:]*:){5})?[^:]*/.exec(textOf(name)) ?? [];
    return plain.startsWith("arn:") ? plain : arn(inquiry, `parameter/${plain.replace(/^\//, "")}`);
  };
  const names = { GetParameter: [Name], PutParameter: [Name], GetParameters: Names }[operation];
  if (operation === "GetParametersByPath") {
    // The keys of what is below are not known here.
    if (WithDecryption === true) return undefined;
    return [{ action: `ssm:${operation}`, resources: [arnOf(Path)] }];
  }
  if (!Array.isArray(names)) return undefined;
  const needed = names.map(async (name): Promise<readonly Permission[]> => {
    const resource = arnOf(name);
    const permission: Permission = { action: `ssm:${operation}`, resources: [resource] };
    if (WithDecryption !== true) return [permission];
    const plain = resource.slice(resource.indexOf(":parameter/") + ":parameter".length);
    const { Parameters } = await ask(inquiry, "AmazonSSM.DescribeParameters", {
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [plain, plain.slice(1)] }],
    });
    const [found] = listOf(Parameters);
    const context = { PARAMETER_ARN: resource };
    return [permission, ...(await usingKey(inquiry, "Decrypt", found?.["KeyId"], context))];
  });
  return (await Promise.all(needed)).flat();
}

/**
 * What a service does with a key in the caller's name. AWS's own keys let everybody of the account in
 * who comes through their service, so that no policy has to name them.
 */
async function usingKey(
  { request, ...rest }: Inquiry,
  action: "Decrypt" | "GenerateDataKey",
  key: unknown,
  encryptionContext: Readonly<Record<string, string>>,
): Promise<readonly Permission[]> {
  if (typeof key !== "string" || /(^|:)alias\/aws\//.test(key)) return [];
  const inquiry = { ...rest, request: { ...request, service: "kms" } };
  const resource = key.includes("alias/") ? await keyBehind(inquiry, key) : keyArn(inquiry, key);
  const context = {
    "kms:ViaService": `${request.service}.${request.region}.amazonaws.com`,
    "kms:CallerAccount": inquiry.accountId,
    ...Object.fromEntries(
      Object.entries(encryptionContext).map(([name, value]) => [
        `kms:EncryptionContext:${name}`,
        value,
      ]),
    ),
  };
  return [{ action: `kms:${action}`, resources: [resource], context }];
}

/** The ARN of something of the request's service, Region and this account. */
function arn({ request, accountId }: Inquiry, resource: string): string {
  return `arn:aws:${request.service}:${request.region}:${accountId}:${resource}`;
}

/** Asks a JSON-protocol service; an error has none of the members that are looked for. */
async function ask({ request, call }: Inquiry, target: string, input: object): Promise<JsonObject> {
  const { service, region } = request;
  return readJson(await call(ownRequest({ service, region, target, body: JSON.stringify(input) })));
}

/** The members of a call in the query protocol; none for the others. */
function formOf({ headers, body }: AwsRequest): URLSearchParams {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  return new URLSearchParams(isForm ? body.toString("utf8") : "");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

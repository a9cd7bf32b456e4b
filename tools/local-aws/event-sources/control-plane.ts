import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { httpJson, isJsonObject, readJson, type JsonObject } from "../json-protocol";
import { invokedArn } from "../lambda/invocation";
import { readFunctionReference } from "../lambda/lambda-request";
import { listPage } from "../list-page";
import { serviceError } from "../service-error";
import type { EventSources } from "./event-sources";
import { description, serviceOf, settingsSchema, type Mapping } from "./mapping";
import { credentialsFor } from "./poller";
import { queues, queueUrl, streams } from "./source-calls";

const mappingsPath = /^\/2015-03-31\/event-source-mappings\/?([\w-]+)?\/?$/;
const tagsPath = /^\/2017-03-31\/tags\/(.+)$/;

/** A call that cannot be answered as it was asked. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly code = "InvalidParameterValueException",
    readonly status = 400,
  ) {
    super(message);
  }
}

/**
 * Event source mappings: kept and worked here. moto would start containers.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export function eventSourceMappings(sources: EventSources, accountId: string): Interceptor {
  return async (request) => {
    if (request.service !== "lambda") return undefined;
    const [path = "", query = ""] = request.url.split("?", 2);
    const parameters = new URLSearchParams(query);
    const [tags, arn = ""] = tagsPath.exec(path) ?? [];
    const [, uuid] = mappingsPath.exec(path) ?? [];
    try {
      if (tags !== undefined) {
        const [, named] = /:event-source-mapping:([\w-]+)$/.exec(decodeURIComponent(arn)) ?? [];
        return named === undefined
          ? undefined
          : tagging(request, known(sources, named), parameters);
      }
      if (!mappingsPath.test(path)) return undefined;
      if (uuid === undefined) {
        return request.method === "GET"
          ? list(sources, parameters)
          : await create(sources, request, accountId);
      }
      return change(sources, request, known(sources, uuid));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, status } = error;
      return serviceError(request, { code, message, status });
    }
  };
}

function known(sources: EventSources, uuid: string): Mapping {
  const mapping = sources.find(uuid);
  if (mapping !== undefined) return mapping;
  const message = "The resource you requested does not exist.";
  throw new Refusal(message, "ResourceNotFoundException", 404);
}

async function create(
  sources: EventSources,
  request: AwsRequest,
  accountId: string,
): Promise<AwsResponse> {
  const input = readJson(request);
  const { region } = request;
  const sourceArn = String(input["EventSourceArn"]);
  if (!["dynamodb", "sqs"].includes(serviceOf({ sourceArn }))) {
    throw new Refusal(`The local AWS reads streams of DynamoDB and queues, and not ${sourceArn}.`);
  }
  const name = String(input["FunctionName"]);
  const reference = readFunctionReference(name);
  const found = await sources.props.functions.find(region, reference);
  if (found === undefined) {
    throw new Refusal(`Function not found: ${name}`, "ResourceNotFoundException", 404);
  }
  const functionArn = invokedArn(found.configuration, reference.qualifier);
  const twin = sources.mappings.find(
    (one) => one.sourceArn === sourceArn && one.functionArn === functionArn,
  );
  if (twin !== undefined) {
    const message = `An event source mapping with ${sourceArn} and ${functionArn} exists already: ${twin.uuid}`;
    throw new Refusal(message, "ResourceConflictException", 409);
  }
  const mapping: Mapping = {
    uuid: randomUUID(),
    region,
    accountId,
    functionArn,
    sourceArn,
    settings: settingsOf(input),
    tags: textsOf(input["Tags"]),
    lastModified: sources.props.now(),
    lastResult: "No records processed",
  };
  await expectReadable(sources, mapping, found.configuration.Timeout);
  await sources.add(mapping);
  return httpJson(description(mapping), { status: 202 });
}

function change(sources: EventSources, request: AwsRequest, mapping: Mapping): AwsResponse {
  switch (request.method) {
    case "GET":
      return httpJson(description(mapping));
    case "PUT": {
      const input = readJson(request);
      mapping.settings = { ...mapping.settings, ...settingsOf(input) };
      mapping.lastModified = sources.props.now();
      sources.wake(mapping.uuid);
      return httpJson(description(mapping), { status: 202 });
    }
    case "DELETE":
      sources.remove(mapping.uuid);
      return httpJson(description(mapping, "Deleting"), { status: 202 });
    default:
      throw new Refusal(`${request.method} is no operation on a mapping.`);
  }
}

function list(sources: EventSources, parameters: URLSearchParams): AwsResponse {
  const source = parameters.get("EventSourceArn");
  const named = parameters.get("FunctionName");
  const name = named === null ? undefined : readFunctionReference(named).name;
  const all = sources.mappings
    .filter(({ sourceArn }) => source === null || sourceArn === source)
    .filter(
      ({ functionArn }) => name === undefined || readFunctionReference(functionArn).name === name,
    )
    .map((mapping) => description(mapping));
  const asked = parameters.get("MaxItems");
  const size = asked === null ? 100 : Number(asked);
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    throw new Refusal(`MaxItems is not 1 to 10000: ${String(asked)}`);
  }
  const token = parameters.get("Marker") ?? undefined;
  const page = listPage(all, { of: ["ListEventSourceMappings"], size, token });
  if (page === undefined) throw new Refusal("Invalid marker.");
  return httpJson({
    EventSourceMappings: page.items,
    ...(page.next !== undefined && { NextMarker: page.next }),
  });
}

function tagging(request: AwsRequest, mapping: Mapping, parameters: URLSearchParams): AwsResponse {
  if (request.method === "GET") return httpJson({ Tags: mapping.tags });
  if (request.method === "POST") {
    mapping.tags = { ...mapping.tags, ...textsOf(readJson(request)["Tags"]) };
  } else {
    const gone = parameters.getAll("tagKeys");
    mapping.tags = Object.fromEntries(
      Object.entries(mapping.tags).filter(([key]) => !gone.includes(key)),
    );
  }
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
}

function settingsOf(input: JsonObject) {
  const { data, error } = settingsSchema.safeParse(input);
  if (data !== undefined) return data;
  throw new Refusal(
    error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
  );
}

function textsOf(tags: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(isJsonObject(tags) ? tags : {}).map(([key, value]) => [key, String(value)]),
  );
}

/** Lambda takes no source that the function's role may not read, and no queue that is faster than the function. */
async function expectReadable(
  { props }: EventSources,
  mapping: Mapping,
  timeoutSeconds: number,
): Promise<void> {
  const { region, sourceArn } = mapping;
  const credentials = await credentialsFor(mapping, props);
  const reading = { call: props.call, region, credentials };
  try {
    if (serviceOf(mapping) === "dynamodb") {
      await streams(reading, "DescribeStream", { StreamArn: sourceArn });
      return;
    }
    const { Attributes } = await queues(reading, "GetQueueAttributes", {
      QueueUrl: queueUrl(sourceArn),
      AttributeNames: ["VisibilityTimeout"],
    });
    const visible = Number(isJsonObject(Attributes) ? Attributes["VisibilityTimeout"] : 0);
    if (visible >= timeoutSeconds) return;
    throw new Refusal(
      `Queue visibility timeout: ${visible} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      `Cannot access ${sourceArn} as the function's execution role: ${(error as Error).message}`,
    );
  }
}

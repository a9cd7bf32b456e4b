import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, readJson } from "../json-protocol";
import { bucketOf } from "../gaps/bucket-subresource";
import { textsOf } from "../xml";

/** One rule of a bucket about pages. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Lower case; with at most one asterisk each. */
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
}

/**
 * The origins that what is deployed names: in the CORS rules of its buckets and APIs, and in the callback and
 * sign-out URLs of its app clients. Nothing else tells a team's own page from any other page.
 */
export class NamedOrigins {
  private readonly buckets = new Map<string, readonly CorsRule[]>();
  private readonly apis = new Map<string, readonly string[]>();
  private readonly clients = new Map<string, readonly string[]>();

  /** Whether something that is deployed names the origin. `*` names nobody. */
  names(origin: string): boolean {
    if (!/^https?:\/\//.test(origin)) return false;
    const rules = [...this.buckets.values()].flat();
    return (
      [...this.clients.values(), ...this.apis.values()].some((origins) =>
        origins.includes(origin),
      ) ||
      rules.some(({ origins }) =>
        origins.some((pattern) => !isOpen(pattern) && matches(pattern, origin)),
      )
    );
  }

  /** The first rule of a bucket that is about an origin and a method. */
  ruleOf(bucket: string, origin: string, method: string): CorsRule | undefined {
    return this.buckets
      .get(bucket)
      ?.find(
        ({ origins, methods }) =>
          methods.includes(method) && origins.some((pattern) => matches(pattern, origin)),
      );
  }

  setBucket(bucket: string, rules: readonly CorsRule[]): void {
    this.buckets.set(bucket, rules);
  }

  /** Of an HTTP API; none when it is gone. */
  setApi(apiId: string, origins: readonly string[]): void {
    this.apis.set(apiId, origins);
  }

  setClient(userPoolId: string, clientId: string, urls: readonly string[]): void {
    this.clients.set(`${userPoolId} ${clientId}`, urls.flatMap(originOf));
  }

  /** Of one client, or of all of a pool. */
  removeClients(userPoolId: string, clientId?: string): void {
    for (const key of this.clients.keys()) {
      if (
        clientId === undefined
          ? key.startsWith(`${userPoolId} `)
          : key === `${userPoolId} ${clientId}`
      )
        this.clients.delete(key);
    }
  }
}

/**
 * Whether a pattern names no site: `*`, `http*`, `https://*.com`, `https://*acme.example`. What is left
 * are the subdomains of a domain, and the ports of a host.
 */
function isOpen(pattern: string): boolean {
  if (!pattern.includes("*")) return pattern === "";
  const [before = "", after = ""] = pattern.split("*", 2);
  const isOfDomain =
    /^https?:\/\/[^/:]*$/.test(before) && /^[^/:.]*\.[^/:.]+\.[^/:]+(?::\d+)?$/.test(after);
  const isOfHost = /^https?:\/\/[^/:]+:$/.test(before) && after === "";
  return !isOfDomain && !isOfHost;
}

/** Whether a text is as S3 means a pattern: with at most one asterisk, for anything. */
export function matches(pattern: string, text: string): boolean {
  const [before = "", after] = pattern.split("*", 2);
  if (after === undefined) return pattern === text;
  return (
    text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
  );
}

/** An app's own scheme (`myapp://`) is no page's. */
function originOf(url: string): readonly string[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === "http:" || parsed?.protocol === "https:" ? [parsed.origin] : [];
}

/** Takes note of what is deployed as it is deployed. */
export function namedOrigins(origins: NamedOrigins): Interceptor {
  return async (request, forward) => {
    const note = noteOf(request);
    if (note === undefined) return undefined;
    const response = await forward(request);
    if (response.status < 300) note(origins, response);
    return response;
  };
}

type Note = (origins: NamedOrigins, response: AwsResponse) => void;

function noteOf(request: AwsRequest): Note | undefined {
  if (request.service === "cognito-idp") return noteOfPool(request);
  if (request.service === "apigateway") return noteOfApi(request);
  const cors = bucketOf(request, "cors");
  if (cors !== undefined && request.method === "PUT") {
    return (origins) => {
      origins.setBucket(cors, rulesIn(request.body.toString("utf8")));
    };
  }
  const [, bucket = "", key = ""] = (request.url.split("?", 1)[0] ?? "").split("/");
  const isWhole = key === "" && (cors !== undefined || !request.url.includes("?"));
  if (request.service !== "s3" || request.method !== "DELETE" || !isWhole) return undefined;
  return (origins) => {
    origins.setBucket(bucket, []);
  };
}

function noteOfPool(request: AwsRequest): Note | undefined {
  switch (request.operation) {
    case "CreateUserPoolClient":
    case "UpdateUserPoolClient":
      return (origins, response) => {
        const { UserPoolClient: client } = readJson(response);
        if (!isJsonObject(client)) return;
        const urls = [client["CallbackURLs"], client["LogoutURLs"], client["DefaultRedirectURI"]];
        origins.setClient(
          String(client["UserPoolId"]),
          String(client["ClientId"]),
          urls.flat().filter((url) => typeof url === "string"),
        );
      };
    case "DeleteUserPoolClient":
    case "DeleteUserPool":
      return (origins) => {
        const { UserPoolId, ClientId } = readJson(request);
        origins.removeClients(
          String(UserPoolId),
          typeof ClientId === "string" ? ClientId : undefined,
        );
      };
    default:
      return undefined;
  }
}

function noteOfApi({ method, url }: AwsRequest): Note | undefined {
  const [, apiId] = /^\/v2\/apis(?:\/([^/?]+))?$/.exec(url.split("?", 1)[0] ?? "") ?? [];
  if (apiId !== undefined && method === "DELETE") {
    return (origins) => {
      origins.setApi(apiId, []);
    };
  }
  if (!/^\/v2\/apis(?:\/[^/?]+)?$/.test(url) || !["POST", "PATCH"].includes(method))
    return undefined;
  return (origins, response) => {
    const { apiId: made, corsConfiguration: cors } = readJson(response);
    const allowed = isJsonObject(cors) ? cors["allowOrigins"] : [];
    origins.setApi(
      String(made),
      [allowed].flat().filter((one) => typeof one === "string"),
    );
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html */
function rulesIn(xml: string): readonly CorsRule[] {
  return [...xml.matchAll(/<CORSRule>([\s\S]*?)<\/CORSRule>/g)].map(([, rule = ""]) => ({
    origins: textsOf(rule, "AllowedOrigin"),
    methods: textsOf(rule, "AllowedMethod"),
    headers: textsOf(rule, "AllowedHeader").map((header) => header.toLowerCase()),
    exposed: textsOf(rule, "ExposeHeader"),
  }));
}

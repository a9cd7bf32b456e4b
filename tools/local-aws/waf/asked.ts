import { managedLoginService } from "../cognito/managed-login/managed-login";
import { isUserOperation } from "../door/public-calls";
import type { AwsRequest, AwsResponse } from "../interceptor";
import { isJsonObject, readJson } from "../json-protocol";
import { isOwnRequest } from "../own-request";

/** Which resource a user's call is for, by what has been made. */
export class Asked {
  private readonly poolOfClient = new Map<string, string>();
  private readonly poolOfDomain = new Map<string, string>();

  constructor(private readonly accountId: string) {}

  /** Takes note of clients and domains as they are made. */
  learn(request: AwsRequest, response: AwsResponse): void {
    if (response.status >= 300) return;
    if (request.operation === "CreateUserPoolClient") {
      const { UserPoolClient: client } = readJson(response);
      if (!isJsonObject(client)) return;
      this.poolOfClient.set(String(client["ClientId"]), String(client["UserPoolId"]));
    }
    if (request.operation === "CreateUserPoolDomain") {
      const { Domain, UserPoolId } = readJson(request);
      this.poolOfDomain.set(String(Domain), String(UserPoolId));
    }
  }

  /**
   * The ARN of the user pool or API. `undefined` for what AWS WAF does not look at, such as an
   * administrator's call, and for a second factor that is set up within a session, which names no client.
   */
  resourceOf(request: AwsRequest): string | undefined {
    const { service, region, url } = request;
    const [, apiId] = /^\/graphql\/([a-z0-9]+)$/.exec(url) ?? [];
    if (apiId !== undefined) return `arn:aws:appsync:${region}:${this.accountId}:apis/${apiId}`;
    const pool =
      service === managedLoginService
        ? this.poolOfDomain.get(url.split(/[/?]/, 2)[1] ?? "")
        : this.poolOfCall(request);
    if (pool === undefined) return undefined;
    const [ofRegion = ""] = pool.split("_");
    return `arn:aws:cognito-idp:${ofRegion}:${this.accountId}:userpool/${pool}`;
  }

  private poolOfCall(request: AwsRequest): string | undefined {
    if (request.url === "/oauth2/token") {
      return this.poolOfClient.get(clientOfForm(request));
    }
    if (!isUserOperation(request) || isOwnRequest(request)) return undefined;
    const { ClientId, AccessToken } = readJson(request);
    return typeof ClientId === "string"
      ? this.poolOfClient.get(ClientId)
      : issuerOf(String(AccessToken));
  }
}

function clientOfForm({ headers, body }: AwsRequest): string {
  const [, basic = ""] = /^Basic (.+)$/i.exec(headers["authorization"] ?? "") ?? [];
  const [user = ""] = Buffer.from(basic, "base64").toString("utf8").split(":");
  return user || (new URLSearchParams(body.toString("utf8")).get("client_id") ?? "");
}

/** The pool that a token says it is of. Whether that is so, others ask. */
function issuerOf(token: string): string | undefined {
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    const { iss } = JSON.parse(payload) as { readonly iss?: unknown };
    return typeof iss === "string" ? iss.split("/").at(-1) : undefined;
  } catch {
    return undefined;
  }
}

import type { AwsRequest, AwsResponse, Interceptor } from "../../interceptor";
import { z } from "zod";
import { httpJson } from "../../json-protocol";
import { CognitoError } from "../cognito-error";
import { MotoClient } from "../moto/moto-client";
import type { Cognito } from "../operation";
import { UserPools } from "../pools/user-pools";
import { userScopes } from "../pools/app-clients";
import type { ClientOfPool } from "../pools/pool-user";
import { validityOf } from "./token-validity";

const metadata = z.record(z.string(), z.string());

/**
 * `POST /oauth2/token` for clients that sign in for themselves, which moto has not. AWS serves it at
 * each pool's domain.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export function tokenEndpoint(cognito: Cognito): Interceptor {
  return async (request, forward) => {
    if (request.method !== "POST" || request.url.split("?")[0] !== "/oauth2/token")
      return undefined;
    try {
      const form = new URLSearchParams(request.body.toString());
      if (form.get("grant_type") !== "client_credentials") {
        throw new OAuthError("unsupported_grant_type");
      }
      const pools = new UserPools(new MotoClient(forward, request.region), cognito);
      const at = await authenticate(pools, request, form);
      const accessToken = await cognito.tokens.issueToClient({
        at,
        scopes: grantedScopes(at, form.get("scope")),
        clientMetadata: metadataOf(form),
      });
      return answer(200, {
        access_token: accessToken,
        expires_in: validityOf(at.client).access,
        token_type: "Bearer",
      });
    } catch (error) {
      if (error instanceof OAuthError) return answer(400, { error: error.message });
      if (!(error instanceof CognitoError)) throw error;
      return answer(400, { error: "invalid_request", error_description: error.message });
    }
  };
}

/** An error of RFC 6749, section 5.2, by its code. */
class OAuthError extends Error {}

async function authenticate(
  pools: UserPools,
  request: AwsRequest,
  form: URLSearchParams,
): Promise<ClientOfPool> {
  const [id, secret] = basicCredentials(request) ?? [
    form.get("client_id"),
    form.get("client_secret"),
  ];
  if (!id) throw new OAuthError("invalid_request");
  const at = await pools.client(id).catch((error: unknown) => {
    throw error instanceof CognitoError ? new OAuthError("invalid_client") : error;
  });
  const { ClientSecret, AllowedOAuthFlows, AllowedOAuthFlowsUserPoolClient } = at.client;
  if (ClientSecret === undefined || secret !== ClientSecret) throw new OAuthError("invalid_client");
  if (
    AllowedOAuthFlowsUserPoolClient !== true ||
    AllowedOAuthFlows?.includes("client_credentials") !== true
  ) {
    throw new OAuthError("unauthorized_client");
  }
  return at;
}

function basicCredentials({ headers }: AwsRequest): readonly [string, string] | undefined {
  const [scheme = "", encoded = ""] = headers["authorization"]?.split(" ") ?? [];
  if (scheme.toLowerCase() !== "basic") return undefined;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  return [id, secret.join(":")];
}

/** What the client asks for, or all that it may have. */
function grantedScopes({ client }: ClientOfPool, wanted: string | null): readonly string[] {
  const allowed = (client.AllowedOAuthScopes ?? []).filter((scope) => !userScopes.includes(scope));
  const asked = wanted?.split(" ").filter((scope) => scope !== "") ?? [];
  if (asked.some((scope) => !allowed.includes(scope))) throw new OAuthError("invalid_scope");
  return asked.length > 0 ? asked : allowed;
}

function metadataOf(form: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const text = form.get("aws_client_metadata");
  if (text === null) return undefined;
  try {
    return metadata.parse(JSON.parse(text));
  } catch {
    throw new OAuthError("invalid_request");
  }
}

function answer(status: number, members: object): AwsResponse {
  return httpJson(members, { status, headers: { "cache-control": "no-store" } });
}

import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";
import type { ClientOfPool } from "../pools/pool-user";
import { CallbackError, PageError } from "./oauth-errors";
import type { Visit } from "./visit";

/** What an application asks for when it sends a person to sign in. */
export interface AuthorizationRequest {
  readonly at: ClientOfPool;
  readonly redirectUri: string;
  readonly responseType: "code" | "token";
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  /** What the client supports: `COGNITO`, and providers by name. */
  readonly providers: readonly string[];
  /** As it came: each page passes it on to the next. */
  readonly query: string;
}

/** Where errors go that the client is told. */
export type Callback = Pick<
  AuthorizationRequest,
  "at" | "redirectUri" | "responseType" | "state" | "query"
>;

/**
 * Who asks, and where to answer: the client has to be one of this domain's pool, and the callback URL
 * one of the client's, letter by letter.
 *
 * @throws {@link PageError} otherwise: nobody is sent to an address that a stranger wrote into a link.
 */
export async function readCallback(visit: Visit): Promise<Callback> {
  const { query } = visit;
  const at = await clientOf(visit);
  const { CallbackURLs = [], DefaultRedirectURI } = at.client;
  const redirectUri = query.get("redirect_uri") ?? DefaultRedirectURI;
  if (redirectUri === undefined || !CallbackURLs.includes(redirectUri)) {
    throw new PageError(
      "redirect_mismatch",
      `${redirectUri ?? "No redirect_uri"} is none of the app client's callback URLs. They are compared letter by letter, with the slash at the end.`,
    );
  }
  return {
    at,
    redirectUri,
    responseType: query.get("response_type") === "token" ? "token" : "code",
    state: query.get("state") ?? undefined,
    query: query.toString(),
  };
}

/** @throws {@link PageError} for a client that is not there, or of another pool. */
export async function clientOf({ call, pool, query }: Visit): Promise<ClientOfPool> {
  const clientId = query.get("client_id");
  try {
    const at = await call.pools.client(clientId ?? "");
    if (at.pool.Id === pool.Id) return at;
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
  }
  throw new PageError(
    "invalid_request",
    `The app client ${clientId ?? "(client_id is missing)"} does not exist in this user pool.`,
  );
}

/**
 * Reads the rest of a request, and holds it to what the client may do.
 *
 * @throws {@link CallbackError} `invalid_request`, `unauthorized_client`, `invalid_scope`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export function readAuthorization(visit: Visit, callback: Callback): AuthorizationRequest {
  const { query } = visit;
  const { client } = callback.at;
  checkGrant(client, query.get("response_type"));
  const providers = client.SupportedIdentityProviders ?? [];
  if (providers.length === 0) {
    throw new CallbackError(
      "unauthorized_client",
      "The app client has no SupportedIdentityProviders.",
    );
  }
  return {
    ...callback,
    scopes: scopesOf(client, query.get("scope")),
    nonce: query.get("nonce") ?? undefined,
    codeChallenge: codeChallengeOf(query),
    providers,
  };
}

function checkGrant(client: UserPoolClientType, responseType: string | null): void {
  if (responseType !== "code" && responseType !== "token") {
    throw new CallbackError("invalid_request", "response_type is code or token.");
  }
  const grants = client.AllowedOAuthFlows ?? [];
  const isAllowed =
    client.AllowedOAuthFlowsUserPoolClient === true &&
    grants.includes(responseType === "code" ? "code" : "implicit");
  if (!isAllowed) throw new CallbackError("unauthorized_client");
}

function scopesOf(client: UserPoolClientType, wanted: string | null): readonly string[] {
  const allowed = client.AllowedOAuthScopes ?? [];
  const asked = [...new Set(wanted?.split(" ").filter((scope) => scope !== "") ?? [])];
  if (asked.some((scope) => !allowed.includes(scope))) throw new CallbackError("invalid_scope");
  const needsOpenId = asked.some((scope) => ["email", "phone", "profile"].includes(scope));
  if (needsOpenId && !asked.includes("openid")) throw new CallbackError("invalid_scope");
  return asked.length > 0 ? asked : allowed;
}

/** PKCE, with SHA-256 alone. */
function codeChallengeOf(query: URLSearchParams): string | undefined {
  const [challenge, method] = ["code_challenge", "code_challenge_method"].map((name) =>
    query.get(name),
  );
  if (!challenge && !method) return undefined;
  if (!challenge || method !== "S256") {
    throw new CallbackError("invalid_request", "code_challenge needs code_challenge_method S256.");
  }
  return challenge;
}

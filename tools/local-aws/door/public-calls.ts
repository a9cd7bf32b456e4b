import type { AwsRequest } from "../interceptor";
import { publicIdentityPoolOperations, publicUserPoolOperations } from "../public-operations";

/** The keys of a user pool, and where they are. */
const wellKnown = /^\/[a-z0-9-]+_[A-Za-z0-9]+\/\.well-known\/[a-z.-]+$/;

/** A GraphQL API asks for tokens and keys itself. */
const graphql = /^\/graphql\/[a-z0-9]+$/;

/** Whether a call is for an HTTP API, which asks for tokens itself. */
export function isHttpApiCall({ url }: Pick<AwsRequest, "url">): boolean {
  return /^\/http-api\/[a-z0-9]+(?:[/?]|$)/.test(url);
}

/** Whether a call is for a GraphQL API. */
export function isGraphqlCall({ method, url }: AwsRequest): boolean {
  return method === "POST" && graphql.test(url);
}

/**
 * Whether AWS takes a call without a signature. `AssumeRoleWithWebIdentity` and `…WithSAML` it takes, too,
 * for a token that it verifies. moto verifies none, and would give everybody every role.
 */
export function isPublicCall(request: AwsRequest): boolean {
  return (
    isUnsignedOperation(request) ||
    isPublishedDocument(request) ||
    isTokenCall(request) ||
    isImportUpload(request) ||
    isHttpApiCall(request) ||
    isGraphqlCall(request)
  );
}

/** The keys of a user pool: `GET` only, and the same for everybody. */
export function isPublishedDocument({ method, url, headers }: AwsRequest): boolean {
  return (
    ["GET", "HEAD"].includes(method) &&
    wellKnown.test(pathOf(url)) &&
    headers["authorization"] === undefined
  );
}

/**
 * Goes to `/`, with no query and no `Authorization` of any kind. moto takes some paths for itself
 * (`/moto-api/reset`), looks for a service in whatever `Authorization` holds, and for an action in the
 * query, whatever else the call says.
 */
function isPlain({ method, url, headers }: AwsRequest): boolean {
  return method === "POST" && url === "/" && headers["authorization"] === undefined;
}

/** Whether a call of a user pool's is one that users make for themselves, signed or not. */
export function isUserOperation({ service, operation = "" }: AwsRequest): boolean {
  return service === "cognito-idp" && publicUserPoolOperations.has(operation);
}

function isUnsignedOperation(request: AwsRequest): boolean {
  const { service, operation } = request;
  if (operation === undefined || !isPlain(request)) return false;
  return (
    isUserOperation(request) ||
    (service === "cognito-identity" && publicIdentityPoolOperations.has(operation))
  );
}

function isTokenCall({ operation, method, url }: AwsRequest): boolean {
  return operation === undefined && method === "POST" && url === "/oauth2/token";
}

/** A file of users to import: the token in the query is what a signature is on AWS. */
function isImportUpload({ method, url, headers }: AwsRequest): boolean {
  return (
    method === "PUT" &&
    /^\/user-import\/import-[0-9a-f]+\?token=[0-9a-f]+$/.test(url) &&
    headers["authorization"] === undefined
  );
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "";
}

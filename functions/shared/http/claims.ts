import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { isListOfStrings, isObject, parsed } from "../json";
import { HttpError } from "./http-error";

/** What a verified access token says of its holder. */
export interface Claims {
  /** The user's id, and the key of their row. */
  readonly sub: string;
  readonly username: string;
  readonly clientId: string;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  /** Everything else that the token says. */
  readonly all: Readonly<Record<string, unknown>>;
}

/** What of an event tells who calls. */
export interface AuthorizedEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly requestContext: {
    readonly authorizer?: Partial<
      APIGatewayProxyEventV2WithJWTAuthorizer["requestContext"]["authorizer"]
    >;
  };
}

const unauthorized = () => new HttpError(401, "Unauthorized");

/**
 * The claims of the access token that API Gateway has verified. It hands them over as text, a list as
 * `[Admins Users]`: a group whose name has a space could pass for two others. So they are read from the
 * token itself, once it is sure that this is the one which was verified.
 *
 * @throws HttpError 401 when API Gateway has verified none, or when it is no access token: an ID token is
 *   for the app that it was given to.
 */
export function claimsOf({ headers, requestContext }: AuthorizedEvent): Claims {
  const verified = requestContext.authorizer?.jwt?.claims;
  const token = headers["authorization"]?.replace(/^Bearer\s+/i, "") ?? "";
  const [, payload = ""] = token.split(".");
  const all = parsed(Buffer.from(payload, "base64url").toString("utf8"));
  if (verified === undefined || !isObject(all)) throw unauthorized();
  const isTheSame = ["sub", "jti", "exp", "token_use"].every(
    (name) => all[name] !== undefined && String(verified[name]) === textOrNumber(all[name]),
  );
  const { sub, username, client_id: clientId, scope, token_use: use } = all;
  if (!isTheSame || use !== "access" || typeof sub !== "string") throw unauthorized();
  const groups = all["cognito:groups"] ?? [];
  return {
    sub,
    username: textOf(username),
    clientId: textOf(clientId),
    groups: isListOfStrings(groups) ? groups : [],
    scopes: textOf(scope).split(" ").filter(Boolean),
    all,
  };
}

function textOrNumber(value: unknown): string {
  return typeof value === "number" ? String(value) : textOf(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

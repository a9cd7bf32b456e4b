import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JSONWebKeySet,
} from "jose";
import type { Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import type { Authorizer } from "./model";

/** What a token says, or why it lets nobody in. */
export type Authorized =
  | { readonly claims: Readonly<Record<string, unknown>> }
  | {
      readonly status: 401 | 403;
      readonly message: "Unauthorized" | "Forbidden";
      /** For the header `www-authenticate`. */
      readonly challenge: string;
      /** For the access log. */
      readonly reason: string;
    };

/** What the check of tokens needs of the local AWS. */
export interface JwtAuthorizerProps {
  readonly call: Forward;
  /** Cognito's time, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Checks a token as API Gateway does: its signature by the keys of its issuer, the issuer, the audience
 * (`aud`, and where that is missing `client_id`), its times, and one of the route's scopes.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
 */
export async function authorize(
  header: string | undefined,
  { jwtConfiguration: { issuer, audience } }: Authorizer,
  scopes: readonly string[],
  { call, now }: JwtAuthorizerProps,
): Promise<Authorized> {
  const asked = scopes.join(" ");
  const refuse = (reason: string): Authorized => ({
    status: 401,
    message: "Unauthorized",
    challenge: `Bearer scope="${asked}" error="invalid_token" error_description="${reason}"`,
    reason,
  });
  if (header === undefined || header.trim() === "") {
    const reason = "there is no token";
    return { status: 401, message: "Unauthorized", challenge: "Bearer", reason };
  }
  const token = header.trim().replace(/^Bearer\s+/i, "");
  try {
    decodeProtectedHeader(token);
  } catch {
    return refuse("the token is malformed");
  }
  const keys = await keysOf(issuer, call);
  if (keys === undefined) return refuse("the keys of the issuer cannot be had");
  let claims: Readonly<Record<string, unknown>>;
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ["RS256"],
      issuer,
      currentDate: new Date(now()),
    });
    claims = payload;
  } catch (error) {
    return refuse(reasonOf(error));
  }
  const holders = [claims["aud"] ?? claims["client_id"]].flat();
  if (!holders.some((holder) => audience.includes(String(holder)))) {
    return refuse("the token does not have a valid audience");
  }
  const held = textOf(claims["scope"] ?? claims["scp"]).split(" ");
  if (scopes.length > 0 && !scopes.some((scope) => held.includes(scope))) {
    const reason = "the token has none of the scopes";
    const challenge = `Bearer scope="${asked}" error="insufficient_scope" error_description="${reason}"`;
    return { status: 403, message: "Forbidden", challenge, reason };
  }
  return { claims };
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "the token has expired";
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "iss") {
    return "the issuer of the token is not the expected one";
  }
  if (error instanceof errors.JWTClaimValidationFailed) return `the claim ${error.claim} is wrong`;
  return "signature verification failed";
}

/** Only user pools are issuers here: nothing else of the network is asked. */
async function keysOf(issuer: string, call: Forward): Promise<JSONWebKeySet | undefined> {
  const [, region, poolId] =
    /^https:\/\/cognito-idp\.([a-z0-9-]+)\.amazonaws\.com\/([\w-]+)$/.exec(issuer) ?? [];
  if (region === undefined || poolId === undefined) return undefined;
  const response = await call(
    ownRequest({
      service: "cognito-idp",
      region,
      method: "GET",
      url: `/${poolId}/.well-known/jwks.json`,
    }),
  );
  if (response.status !== 200) return undefined;
  return JSON.parse(response.body.toString("utf8")) as JSONWebKeySet;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(" ") : typeof value === "string" ? value : "";
}

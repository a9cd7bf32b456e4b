import { generateKeyPair, SignJWT } from "jose";
import { z } from "zod";
import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { callSibling, isJsonObject, jsonResponse, readJson } from "../json-protocol";
import { serviceError } from "../service-error";
import { identityPage, invalidToken } from "./identity-pool-pages";
import { unsupportedLogin } from "./identity-pool-providers";

/** Somebody, or a guest, in an identity pool. */
interface Identity {
  readonly id: string;
  readonly poolId: string;
  /** Under which {@link identityPoolIdentities} knows the login; guests have none. */
  readonly login: string | undefined;
  /** The providers whose tokens show who it is. */
  readonly providers: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

interface OpenIdSubject {
  readonly id: string;
  readonly audience: string;
  readonly logins: unknown;
}

/**
 * moto 5.2.1 gives a new identity to each call, whatever its token, and shows none. On AWS a user of a user
 * pool has one identity in an identity pool, which is also the name of the folder with their files.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html
 */
export function identityPoolIdentities(): Interceptor {
  const answers = new Map<string, Promise<AwsResponse>>();
  const identities = new Map<string, Identity>();

  const getId = async (request: AwsRequest, forward: Parameters<Interceptor>[1]) => {
    const { IdentityPoolId, Logins } = readJson(request);
    const providers = Object.keys(isJsonObject(Logins) ? Logins : {});
    const named = loginOf(Logins);
    if (named === "invalid") {
      return refuse(
        request,
        "NotAuthorizedException",
        "Invalid login token. Not a valid OpenId Connect identity token.",
      );
    }
    const login = named && `${String(IdentityPoolId)} ${named}`;
    // Kept before it is there: a browser asks for several things at once.
    const answer = (login === undefined ? undefined : answers.get(login)) ?? forward(request);
    if (login !== undefined) answers.set(login, answer);
    const response = await answer;
    if (response.status !== 200) {
      if (login !== undefined) answers.delete(login);
      return response;
    }
    const id = String(readJson(response)["IdentityId"]);
    const now = Date.now() / 1000;
    const poolId = String(IdentityPoolId);
    const known = identities.get(id);
    const made = { id, poolId, login, createdAt: now, modifiedAt: now };
    identities.set(id, { ...(known ?? made), providers });
    return response;
  };

  return async (request, forward) => {
    if (request.service !== "cognito-identity") return undefined;
    const input = readJson(request);
    const remove = (id: string) => {
      const { login } = identities.get(id) ?? {};
      if (login !== undefined) answers.delete(login);
      identities.delete(id);
    };
    switch (request.operation) {
      case "GetId":
        return getId(request, forward);
      case "DescribeIdentity": {
        const identity = identities.get(String(input["IdentityId"]));
        return identity === undefined
          ? notFound(request, input["IdentityId"])
          : jsonResponse(shown(identity));
      }
      case "GetOpenIdToken": {
        const identity = identities.get(String(input["IdentityId"]));
        if (identity === undefined) return notFound(request, input["IdentityId"]);
        const pool = await callSibling(request, forward, "DescribeIdentityPool", {
          IdentityPoolId: identity.poolId,
        });
        if (pool.status !== 200) return pool;
        if (readJson(pool)["AllowClassicFlow"] !== true) {
          return refuse(
            request,
            "InvalidParameterException",
            "Basic (classic) flow is not enabled, please use enhanced flow.",
          );
        }
        const unsupported = await unsupportedLogin(request, forward, identity.poolId);
        if (unsupported !== undefined) return unsupported;
        const refusal = refusedLogin(identity, input["Logins"]);
        if (refusal !== undefined) return refuse(request, "NotAuthorizedException", refusal);
        const signed = { id: identity.id, audience: identity.poolId, logins: input["Logins"] };
        return jsonResponse({ IdentityId: identity.id, Token: await openIdToken(signed) });
      }
      case "ListIdentities": {
        const pool = await callSibling(request, forward, "DescribeIdentityPool", {
          IdentityPoolId: input["IdentityPoolId"],
        });
        if (pool.status !== 200) return pool;
        const all = [...identities.values()].filter(
          ({ poolId }) => poolId === input["IdentityPoolId"],
        );
        const of = [request.operation, String(input["IdentityPoolId"])];
        const page = identityPage(request, all, of);
        if (page === undefined) return invalidToken(request);
        return jsonResponse({
          IdentityPoolId: input["IdentityPoolId"],
          Identities: page.items.map(shown),
          ...(page.next !== undefined && { NextToken: page.next }),
        });
      }
      case "DeleteIdentities": {
        const ids = z.array(z.string()).parse(input["IdentityIdsToDelete"]);
        ids.forEach(remove);
        return jsonResponse({ UnprocessedIdentityIds: [] });
      }
      case "UnlinkIdentity": {
        const identity = identities.get(String(input["IdentityId"]));
        if (identity === undefined) return notFound(request, input["IdentityId"]);
        const named = loginOf(input["Logins"]);
        if (identity.login !== `${identity.poolId} ${String(named)}`) {
          return refuse(request, "NotAuthorizedException", "Logins don't match.");
        }
        // Whoever signs in by it from now on is somebody else.
        answers.delete(identity.login);
        const removed = z.array(z.string()).parse(input["LoginsToRemove"]);
        identities.set(identity.id, {
          ...identity,
          login: undefined,
          providers: identity.providers.filter((name) => !removed.includes(name)),
          modifiedAt: Date.now() / 1000,
        });
        return jsonResponse({});
      }
      default:
        return undefined;
    }
  };
}

/** Why whoever has these logins gets no token of an identity; a guest's is anybody's who knows its id. */
function refusedLogin(
  { id, poolId, login, providers }: Identity,
  logins: unknown,
): string | undefined {
  const given = isJsonObject(logins) ? Object.keys(logins) : [];
  if (providers.length > 0 && given.length === 0) return `Access to Identity '${id}' is forbidden.`;
  const isOwn =
    login === undefined
      ? providers.length === 0 || providers.some((name) => given.includes(name))
      : login === `${poolId} ${String(loginOf(logins))}`;
  if (isOwn) return undefined;
  return "Logins don't match. Please include at least one valid login for this identity or identity pool.";
}

/** Made when it is first needed. */
let signing: ReturnType<typeof generateKeyPair> | undefined;

/** What an identity shows to STS in the classic flow, for ten minutes. */
async function openIdToken({ id, audience, logins }: OpenIdSubject): Promise<string> {
  const providers = Object.keys(isJsonObject(logins) ? logins : {});
  const amr = providers.length > 0 ? ["authenticated", ...providers] : ["unauthenticated"];
  return new SignJWT({ amr })
    .setProtectedHeader({ alg: "RS512", typ: "JWS" })
    .setIssuer("https://cognito-identity.amazonaws.com")
    .setSubject(id)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("10m")
    .sign((await (signing ??= generateKeyPair("RS512", { modulusLength: 2048 }))).privateKey);
}

function shown({ id, providers, createdAt, modifiedAt }: Identity): Record<string, unknown> {
  return {
    IdentityId: id,
    Logins: providers,
    CreationDate: createdAt,
    LastModifiedDate: modifiedAt,
  };
}

/** Whom a user pool's token names, `invalid` where it is not that pool's; none for guests and others. */
function loginOf(logins: unknown): string | undefined {
  const login = Object.entries(isJsonObject(logins) ? logins : {}).find(([provider]) =>
    provider.startsWith("cognito-idp."),
  );
  if (login === undefined) return undefined;
  const [provider, token] = login;
  const claims = claimsOf(token);
  return claims?.iss === `https://${provider}` ? `${provider} ${claims.sub}` : "invalid";
}

function notFound(request: AwsRequest, id: unknown): AwsResponse {
  return refuse(request, "ResourceNotFoundException", `Identity '${String(id)}' not found.`);
}

function refuse(request: AwsRequest, code: string, message: string): AwsResponse {
  return serviceError(request, { status: 400, code, message });
}

const idTokenClaims = z.object({ iss: z.string(), sub: z.string() });

/** What an ID token says about whose it is; its signature is not verified. */
function claimsOf(token: unknown): z.output<typeof idTokenClaims> | undefined {
  try {
    const payload = Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString();
    return idTokenClaims.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

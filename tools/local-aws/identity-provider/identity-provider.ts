import { createHash, randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import type { AwsRequest, AwsResponse } from "../interceptor";
import { httpJson } from "../json-protocol";
import { html, page, redirect } from "../pages/html";
import { accountPage, personIn, type Person } from "./account-page";

/** Every provider that is stood in for has its place below this path. */
export const identityProviderPath = "/_identity-provider/";

interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly person: Person;
}

interface Key {
  readonly privateKey: CryptoKey;
  readonly published: JWK;
}

/**
 * Stands for every identity provider outside: an OpenID Connect provider whose sign-in page asks who to
 * be. It takes every client at its word, and sends people back to this computer's own pages alone.
 *
 * Paths: `/_identity-provider/<issuer, URL-encoded>/authorize`, `/token`, `/userinfo`, `/jwks` and
 * `/.well-known/openid-configuration`.
 */
export class IdentityProvider {
  private readonly people = new Map<string, Map<string, Person>>();
  private readonly codes = new Map<string, Grant>();
  private readonly accessTokens = new Map<string, Person>();
  private key: Promise<Key> | undefined;

  /** Answers what is below {@link identityProviderPath}; `undefined` for all else. */
  async answer(request: AwsRequest): Promise<AwsResponse | undefined> {
    const [path = "", search = ""] = request.url.split("?", 2);
    if (!path.startsWith(identityProviderPath)) return undefined;
    const [encoded = "", ...rest] = path.slice(identityProviderPath.length).split("/");
    const origin = `http://${request.headers["host"] ?? ""}`;
    const endpoints = providerEndpoints(origin, decodeURIComponent(encoded));
    const query = new URLSearchParams(search);
    switch (rest.join("/")) {
      case ".well-known/openid-configuration":
        return httpJson(endpoints);
      case "jwks":
        return httpJson({ keys: [(await this.signingKey()).published] });
      case "authorize":
        return this.authorize(request, endpoints, query, origin);
      case "token":
        return this.token(request, endpoints.issuer);
      case "userinfo":
        return this.userInfo(request);
      default:
        return httpJson({ error: "not_found" }, { status: 404 });
    }
  }

  private authorize(
    request: AwsRequest,
    { issuer, authorization_endpoint: action }: ProviderEndpoints,
    query: URLSearchParams,
    origin: string,
  ): AwsResponse {
    const redirectUri = query.get("redirect_uri") ?? "";
    if (!redirectUri.startsWith(`${origin}/`) || query.get("response_type") !== "code") {
      return page(
        "This sign-in cannot go on",
        html`<p>${issuer} was asked for something else than a code for this computer.</p>`,
        { status: 400 },
      );
    }
    const known = this.people.get(issuer) ?? new Map<string, Person>();
    this.people.set(issuer, known);
    if (request.method !== "POST") {
      return accountPage({ issuer, action, query, people: [...known.values()] });
    }
    const form = new URLSearchParams(request.body.toString());
    const person = known.get(form.get("account") ?? "") ?? personIn(form);
    known.set(person.sub, person);
    const code = randomBytes(24).toString("base64url");
    this.codes.set(code, {
      clientId: query.get("client_id") ?? "",
      redirectUri,
      nonce: query.get("nonce") ?? undefined,
      codeChallenge: query.get("code_challenge") ?? undefined,
      person,
    });
    const answer = new URLSearchParams({ code });
    const state = query.get("state");
    if (state !== null) answer.set("state", state);
    return redirect(`${redirectUri}?${answer.toString()}`);
  }

  private async token(request: AwsRequest, issuer: string): Promise<AwsResponse> {
    const form = new URLSearchParams(request.body.toString());
    const code = form.get("code") ?? "";
    const grant = this.codes.get(code);
    this.codes.delete(code);
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const refused = httpJson({ error: "invalid_grant" }, { status: 400 });
    if (grant?.redirectUri !== form.get("redirect_uri")) return refused;
    if (grant.codeChallenge !== undefined && grant.codeChallenge !== verifier) return refused;
    const { clientId, nonce, person } = grant;
    const accessToken = randomBytes(24).toString("base64url");
    this.accessTokens.set(accessToken, person);
    const { privateKey, published } = await this.signingKey();
    const idToken = await new SignJWT({ ...person, ...(nonce !== undefined && { nonce }) })
      .setProtectedHeader({ alg: "RS256", kid: published.kid ?? "" })
      .setIssuer(issuer)
      .setAudience(clientId)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(privateKey);
    return httpJson(
      { access_token: accessToken, id_token: idToken, token_type: "Bearer", expires_in: 3600 },
      { headers: { "cache-control": "no-store" } },
    );
  }

  private userInfo({ headers }: AwsRequest): AwsResponse {
    const [, token = ""] = headers["authorization"]?.split(" ") ?? [];
    const person = this.accessTokens.get(token);
    return person === undefined
      ? httpJson({ error: "invalid_token" }, { status: 401 })
      : httpJson(person);
  }

  private signingKey(): Promise<Key> {
    return (this.key ??= makeKey());
  }
}

/** An OpenID configuration. */
export interface ProviderEndpoints {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
}

/** Where the stand-in of a provider is; its issuer keeps its own name. */
export function providerEndpoints(origin: string, issuer: string): ProviderEndpoints {
  const base = `${origin}${identityProviderPath}${encodeURIComponent(issuer)}`;
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/jwks`,
  };
}

async function makeKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { modulusLength: 2048 });
  const kid = randomBytes(8).toString("hex");
  return {
    privateKey,
    published: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" },
  };
}

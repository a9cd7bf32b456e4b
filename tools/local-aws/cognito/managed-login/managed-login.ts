import type { AwsRequest, AwsResponse, Forward, Interceptor } from "../../interceptor";
import { IdentityProvider } from "../../identity-provider/identity-provider";
import { httpJson, readJson, type JsonObject } from "../../json-protocol";
import { ownRequest } from "../../own-request";
import { CognitoError } from "../cognito-error";
import { MotoClient } from "../moto/moto-client";
import { knowingUsers } from "../moto/users-at-moto";
import type { Cognito } from "../operation";
import { UserPools } from "../pools/user-pools";
import { authorize } from "./authorize";
import { challenge } from "./challenge";
import { confirm, confirmUser } from "./confirm";
import { openIdConfiguration } from "./discovery";
import { confirmForgotPassword, forgotPassword } from "./forgot-password";
import { html, page } from "../../pages/html";
import { idpResponse } from "./idp-response";
import { login } from "./login";
import { logout } from "./logout";
import { OAuthError, PageError } from "./oauth-errors";
import { revoke } from "./revoke";
import { signUp } from "./sign-up";
import { token } from "./token";
import { userInfo } from "./user-info";
import { cookiesIn, type Visit } from "./visit";

/** What requests to the domains of user pools are said to be for. */
export const managedLoginService = "managed-login";

interface Endpoint {
  readonly methods: readonly string[];
  readonly answer: (visit: Visit) => Promise<AwsResponse>;
}

const form = ["GET", "POST"];
const endpoints: Readonly<Record<string, Endpoint>> = {
  "/oauth2/authorize": { methods: ["GET"], answer: authorize },
  "/oauth2/token": {
    methods: ["POST"],
    answer: (visit) => token(visit, visit.pool.Id),
  },
  "/oauth2/userInfo": { methods: ["GET", "POST"], answer: userInfo },
  "/oauth2/revoke": { methods: ["POST"], answer: revoke },
  "/oauth2/idpresponse": { methods: ["GET"], answer: idpResponse },
  "/login": { methods: form, answer: login },
  "/challenge": { methods: ["POST"], answer: challenge },
  "/signup": { methods: form, answer: signUp },
  "/confirm": { methods: form, answer: confirm },
  "/confirmUser": { methods: ["GET"], answer: confirmUser },
  "/forgotPassword": { methods: form, answer: forgotPassword },
  "/confirmForgotPassword": { methods: form, answer: confirmForgotPassword },
  "/logout": { methods: ["GET"], answer: logout },
};

/** Every path of a domain that is answered. */
export const domainEndpoints = Object.keys(endpoints);

/** What the pages need beside the pools. */
export interface ManagedLoginProps {
  /** Where the API is. */
  readonly endpoint: () => string;
  /** Answers a call of the API. */
  readonly operate: Interceptor;
}

/**
 * Serves the domains of all user pools, each below a path of its name: the pages where people sign in, the
 * endpoints of OAuth 2.0, and the provider that stands for those outside.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export function managedLogin(cognito: Cognito, props: ManagedLoginProps): Interceptor {
  const identityProvider = new IdentityProvider();
  return async (request, forward) => {
    if (request.service !== managedLoginService) return undefined;
    const ofProvider = await identityProvider.answer(request);
    if (ofProvider !== undefined) return ofProvider;
    try {
      return await answer(cognito, props, request, forward);
    } catch (error) {
      return refusal(error);
    }
  };
}

async function answer(
  cognito: Cognito,
  { endpoint, operate }: ManagedLoginProps,
  request: AwsRequest,
  forward: Forward,
): Promise<AwsResponse> {
  const [path = "", search = ""] = request.url.split("?", 2);
  const [, domain = ""] = path.split("/");
  const rest = path.slice(domain.length + 1);
  const userPoolId = cognito.memory.domains.poolOf(domain);
  if (userPoolId === undefined) {
    throw new PageError(
      "not_found",
      `No user pool has the domain ${domain}. The path begins with a domain, as in /my-domain/login.`,
    );
  }
  const moto = new MotoClient(knowingUsers(cognito, forward), request.region);
  const pools = new UserPools(moto, cognito);
  const pool = await pools.pool(userPoolId);
  const base = `http://${request.headers["host"] ?? ""}/${domain}`;
  if (rest === "/.well-known/openid-configuration") {
    return httpJson(openIdConfiguration(pool, endpoint(), base));
  }
  if (rest === "/.well-known/jwks.json") {
    return httpJson({ keys: await cognito.tokens.publicKeys(userPoolId) });
  }
  const found = endpoints[rest];
  if (found === undefined) throw new PageError("not_found", `There is nothing at ${rest}.`);
  if (!found.methods.includes(request.method)) {
    return httpJson({ error: "invalid_request" }, { status: 405 });
  }
  return found.answer({
    cognito,
    call: { moto, pools },
    operate: async (name, input) => operated(await operate(callOf(name, input, pool.Id), forward)),
    state: cognito.memory.managedLogin,
    pool,
    domain,
    base,
    request,
    query: new URLSearchParams(search),
    form: new URLSearchParams(request.method === "POST" ? request.body.toString() : ""),
    cookies: cookiesIn(request.headers["cookie"]),
  });
}

function callOf(name: string, input: object, userPoolId = ""): AwsRequest {
  return ownRequest({
    service: "cognito-idp",
    region: userPoolId.split("_")[0] ?? "",
    target: `AWSCognitoIdentityProviderService.${name}`,
    body: JSON.stringify(input),
  });
}

function operated(response: AwsResponse | undefined): JsonObject {
  const output = response === undefined ? {} : readJson(response);
  if (response !== undefined && response.status < 300) return output;
  throw new CognitoError(String(output["__type"]), String(output["message"]));
}

/** Programs are told in JSON, people in a page. */
export function refusal(error: unknown): AwsResponse {
  if (error instanceof OAuthError) {
    return httpJson(
      { error: error.code, error_description: error.description },
      {
        status: error.status,
        headers: {
          "cache-control": "no-store",
          ...(error.status === 401 && { "www-authenticate": `Bearer error="${error.code}"` }),
        },
      },
    );
  }
  if (error instanceof PageError) {
    return page(
      "This sign-in cannot go on",
      html`<p>${error.message}</p>
        <p>Error: <code>${error.code}</code></p>`,
      { status: error.code === "not_found" ? 404 : 400 },
    );
  }
  if (!(error instanceof CognitoError)) throw error;
  return httpJson(
    { error: "invalid_request", error_description: error.message },
    { status: 400, headers: { "cache-control": "no-store" } },
  );
}

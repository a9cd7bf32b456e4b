import type { Interceptor } from "../../interceptor";
import { httpJson } from "../../json-protocol";
import { serviceError } from "../../service-error";
import { CognitoError } from "../cognito-error";
import { MotoClient } from "../moto/moto-client";
import type { Cognito } from "../operation";
import { UserPools } from "../pools/user-pools";
import { issuerOf } from "./signing-keys";

const wellKnown = /^\/([\w-]+_[0-9a-zA-Z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/**
 * Publishes each pool's key where verifiers look for it, and its OpenID configuration. Only the
 * location of the keys is here: the issuer and all else have AWS's names.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function publishedKeys(cognito: Cognito): Interceptor {
  return async (request, forward) => {
    const [, userPoolId, document] = wellKnown.exec(request.url.split("?")[0] ?? "") ?? [];
    if (request.service !== "cognito-idp" || userPoolId === undefined) return undefined;
    try {
      const moto = new MotoClient(forward, request.region);
      await new UserPools(moto, cognito).pool(userPoolId);
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return serviceError(request, { status: 400, code: error.code, message: error.message });
    }
    if (document === "jwks.json") {
      return httpJson({ keys: await cognito.tokens.publicKeys(userPoolId) });
    }
    const issuer = issuerOf(userPoolId);
    return httpJson({
      id_token_signing_alg_values_supported: ["RS256"],
      issuer,
      jwks_uri: `http://${request.headers["host"] ?? ""}/${userPoolId}/.well-known/jwks.json`,
      response_types_supported: ["code", "token"],
      scopes_supported: ["openid", "email", "phone", "profile"],
      subject_types_supported: ["public"],
      token_endpoint: `http://${request.headers["host"] ?? ""}/oauth2/token`,
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    });
  };
}

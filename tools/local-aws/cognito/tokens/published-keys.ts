import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { Interceptor } from "../../interceptor";
import { httpJson } from "../../json-protocol";
import { serviceError } from "../../service-error";
import { CognitoError } from "../cognito-error";
import { openIdConfiguration } from "../managed-login/discovery";
import { MotoClient } from "../moto/moto-client";
import type { Cognito } from "../operation";
import { UserPools } from "../pools/user-pools";

const wellKnown = /^\/([\w-]+_[0-9a-zA-Z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/**
 * Publishes each pool's key where verifiers look for it, and its OpenID configuration. Only the
 * location of the keys is here: the issuer and all else have AWS's names.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function publishedKeys(
  cognito: Cognito,
  { managedLoginEndpoint }: { readonly managedLoginEndpoint: () => string },
): Interceptor {
  return async (request, forward) => {
    const [, userPoolId, document] = wellKnown.exec(request.url.split("?")[0] ?? "") ?? [];
    if (request.service !== "cognito-idp" || userPoolId === undefined) return undefined;
    let pool: UserPoolType;
    try {
      const moto = new MotoClient(forward, request.region);
      pool = await new UserPools(moto, cognito).pool(userPoolId);
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return serviceError(request, { status: 400, code: error.code, message: error.message });
    }
    if (document === "jwks.json") {
      return httpJson({ keys: await cognito.tokens.publicKeys(userPoolId) });
    }
    const [domain] = cognito.memory.domains.ofPool(userPoolId);
    const endpoint = `http://${request.headers["host"] ?? ""}`;
    const base = domain === undefined ? undefined : `${managedLoginEndpoint()}/${domain}`;
    return httpJson(openIdConfiguration(pool, endpoint, base));
  };
}

import type { Interceptor } from "../interceptor";
import { callSibling, isJsonObject, readJson } from "../json-protocol";
import { serviceError } from "../service-error";

/**
 * moto 5.2.1 gives an identity to whoever asks. On AWS a pool without guests gives none to a caller
 * without logins.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html
 */
export function identityPoolGuests(): Interceptor {
  return async (request, forward) => {
    if (request.service !== "cognito-identity" || request.operation !== "GetId") return undefined;
    const { IdentityPoolId, Logins } = readJson(request);
    if (isJsonObject(Logins) && Object.keys(Logins).length > 0) return undefined;
    const pool = await callSibling(request, forward, "DescribeIdentityPool", { IdentityPoolId });
    if (pool.status !== 200) return pool;
    if (readJson(pool)["AllowUnauthenticatedIdentities"] === true) return undefined;
    return serviceError(request, {
      status: 400,
      code: "NotAuthorizedException",
      message: "Unauthenticated access is not supported for this identity pool.",
    });
  };
}

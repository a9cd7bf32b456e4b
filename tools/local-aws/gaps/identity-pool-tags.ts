import type { Interceptor } from "../interceptor";
import {
  callSibling,
  isJsonObject,
  jsonResponse,
  readJson,
  type JsonObject,
} from "../json-protocol";

/**
 * moto 5.2.1 has neither `SetPrincipalTagAttributeMap` nor `GetPrincipalTagAttributeMap`.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetPrincipalTagAttributeMap.html
 */
export function identityPoolPrincipalTags(): Interceptor {
  const maps = new Map<string, JsonObject>();
  return async (request, forward) => {
    const { service, operation } = request;
    const isSet = operation === "SetPrincipalTagAttributeMap";
    if (service !== "cognito-identity") return undefined;
    if (!isSet && operation !== "GetPrincipalTagAttributeMap") return undefined;
    const { IdentityPoolId, IdentityProviderName, UseDefaults, PrincipalTags } = readJson(request);
    // moto knows which pools there are, and reports one that is not.
    const pool = await callSibling(request, forward, "DescribeIdentityPool", { IdentityPoolId });
    if (pool.status !== 200) return pool;
    const key = JSON.stringify([IdentityPoolId, IdentityProviderName]);
    const given = {
      UseDefaults: UseDefaults === true,
      ...(isJsonObject(PrincipalTags) && { PrincipalTags }),
    };
    if (isSet) maps.set(key, given);
    return jsonResponse({ IdentityPoolId, IdentityProviderName, ...maps.get(key) });
  };
}

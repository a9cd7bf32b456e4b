import type { Interceptor } from "../interceptor";
import { callSibling, isJsonObject, jsonResponse, readJson } from "../json-protocol";
import type { JsonObject } from "../json-protocol";

/**
 * moto 5.2.1 has neither `SetIdentityPoolRoles` nor `GetIdentityPoolRoles`: it answers 500, which
 * the AWS provider tries again for many minutes.
 *
 * The roles are kept as they are set, replaced as a whole, and forgotten with their pool
 * (https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetIdentityPoolRoles.html).
 */
export function identityPoolRoles(): Interceptor {
  const rolesByPool = new Map<string, JsonObject>();
  return async (request, forward) => {
    if (request.service !== "cognito-identity") return undefined;
    const { IdentityPoolId, Roles, RoleMappings } = readJson(request);
    const id = String(IdentityPoolId);
    switch (request.operation) {
      case "SetIdentityPoolRoles":
      case "GetIdentityPoolRoles": {
        // moto knows which pools there are, and reports one that is not.
        const pool = await callSibling(request, forward, "DescribeIdentityPool", {
          IdentityPoolId: id,
        });
        if (pool.status !== 200) return pool;
        if (request.operation === "GetIdentityPoolRoles") {
          return jsonResponse({ IdentityPoolId: id, ...rolesByPool.get(id) });
        }
        rolesByPool.set(id, {
          ...(isJsonObject(Roles) && { Roles }),
          ...(isJsonObject(RoleMappings) && { RoleMappings }),
        });
        return { ...jsonResponse({}), body: Buffer.alloc(0) };
      }
      case "DeleteIdentityPool":
        rolesByPool.delete(id);
        return undefined;
      default:
        return undefined;
    }
  };
}

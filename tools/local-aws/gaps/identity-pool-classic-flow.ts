import type { Interceptor } from "../interceptor";
import { readJson, withJson } from "../json-protocol";

/**
 * moto 5.2.1 forgets whether an identity pool allows the classic flow. AWS says so in every answer
 * about the pool
 * (https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_DescribeIdentityPool.html).
 */
export function identityPoolClassicFlow(): Interceptor {
  const allowed = new Map<string, boolean>();
  return async (request, forward) => {
    if (request.service !== "cognito-identity") return undefined;
    switch (request.operation) {
      case "CreateIdentityPool":
      case "UpdateIdentityPool":
      case "DescribeIdentityPool": {
        const response = await forward(request);
        if (response.status !== 200) return response;
        const pool = readJson(response);
        const id = String(pool["IdentityPoolId"]);
        if (request.operation !== "DescribeIdentityPool") {
          allowed.set(id, readJson(request)["AllowClassicFlow"] === true);
        }
        return withJson(response, { ...pool, AllowClassicFlow: allowed.get(id) ?? false });
      }
      case "DeleteIdentityPool":
        allowed.delete(String(readJson(request)["IdentityPoolId"]));
        return undefined;
      default:
        return undefined;
    }
  };
}

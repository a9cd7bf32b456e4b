import type { AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, readJson, withJson } from "../json-protocol";

/** The tier of a pool that does not ask for one. */
const DEFAULT_TIER = "ESSENTIALS";

/**
 * moto 5.2.1 forgets `UserPoolTier`, so that every plan wants to set it again.
 *
 * An update that leaves the tier out resets it, like every other setting
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
 */
export function userPoolTier(): Interceptor {
  const tiers = new Map<string, unknown>();

  const withTier = (response: AwsResponse): AwsResponse => {
    const answer = readJson(response);
    const pool = answer["UserPool"];
    if (response.status !== 200 || !isJsonObject(pool)) return response;
    const UserPoolTier = tiers.get(String(pool["Id"])) ?? DEFAULT_TIER;
    return withJson(response, { ...answer, UserPool: { ...pool, UserPoolTier } });
  };

  return async (request, forward) => {
    if (request.service !== "cognito-idp") return undefined;
    switch (request.operation) {
      case "CreateUserPool": {
        const response = await forward(request);
        const pool = readJson(response)["UserPool"];
        if (isJsonObject(pool)) tiers.set(String(pool["Id"]), readJson(request)["UserPoolTier"]);
        return withTier(response);
      }
      case "UpdateUserPool": {
        const response = await forward(request);
        const { UserPoolId, UserPoolTier } = readJson(request);
        if (response.status === 200) tiers.set(String(UserPoolId), UserPoolTier);
        return response;
      }
      case "DescribeUserPool":
        return withTier(await forward(request));
      case "DeleteUserPool":
        tiers.delete(String(readJson(request)["UserPoolId"]));
        return undefined;
      default:
        return undefined;
    }
  };
}

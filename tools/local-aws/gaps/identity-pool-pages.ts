import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { callSibling, isJsonObject, jsonResponse, readJson } from "../json-protocol";
import { type ListOf, type ListPage, listPage } from "../list-page";
import { serviceError } from "../service-error";

/**
 * moto 5.2.1 lists all identity pools at once, with all that they are. AWS lists them in pages, by id and
 * name.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_ListIdentityPools.html
 */
export function identityPoolPages(): Interceptor {
  return async (request, forward) => {
    const { service, operation, region } = request;
    if (service !== "cognito-identity" || operation !== "ListIdentityPools") return undefined;
    const response = await callSibling(request, forward, operation, { MaxResults: 60 });
    if (response.status !== 200) return response;
    const { IdentityPools } = readJson(response);
    const pools: readonly unknown[] = Array.isArray(IdentityPools) ? IdentityPools : [];
    const page = identityPage(request, pools.filter(isJsonObject), [operation, region]);
    if (page === undefined) return invalidToken(request);
    return jsonResponse({
      IdentityPools: page.items.map(({ IdentityPoolId, IdentityPoolName }) => ({
        IdentityPoolId,
        IdentityPoolName,
      })),
      ...(page.next !== undefined && { NextToken: page.next }),
    });
  };
}

/** The page that a call asks for by `MaxResults` and `NextToken`; `undefined` for a token of another list. */
export function identityPage<Item>(
  request: AwsRequest,
  all: readonly Item[],
  of: ListOf,
): ListPage<Item> | undefined {
  const { MaxResults, NextToken } = readJson(request);
  const token = typeof NextToken === "string" ? NextToken : undefined;
  return listPage(all, { of, size: Number(MaxResults) || 60, token });
}

/** The refusal of a token that is none, or one of another list. */
export function invalidToken(request: AwsRequest): AwsResponse {
  return serviceError(request, {
    status: 400,
    code: "InvalidParameterException",
    message: "Invalid pagination token.",
  });
}

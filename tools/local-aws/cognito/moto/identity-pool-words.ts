import type { AwsRequest, AwsResponse } from "../../interceptor";
import { readJson, withJson } from "../../json-protocol";
import { serviceError } from "../../service-error";

/**
 * moto's answer about identity pools as AWS gives it: of a pool that is not there moto says no more than its
 * id, and what a pool has not it shows as `null`.
 */
export function inIdentityPoolsWords(request: AwsRequest, response: AwsResponse): AwsResponse {
  // Its own crashes it answers with a page.
  if (!response.body.toString().startsWith("{")) return response;
  const output = readJson(response);
  if (response.status < 400) {
    const given = Object.entries(output).filter(([, value]) => value !== null);
    return withJson(response, Object.fromEntries(given));
  }
  const { IdentityPoolId: id } = readJson(request);
  if (typeof id !== "string" || output["message"] !== id) return response;
  return serviceError(request, {
    status: 400,
    code: "ResourceNotFoundException",
    message: `IdentityPool '${id}' not found.`,
  });
}

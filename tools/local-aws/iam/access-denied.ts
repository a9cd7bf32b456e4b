import type { AwsRequest, AwsResponse } from "../interceptor";
import { serviceError } from "../service-error";

/** Their words for a refusal, where it is not `AccessDeniedException`. */
const codes: Readonly<Record<string, string>> = {
  iam: "AccessDenied",
  s3: "AccessDenied",
  sns: "AuthorizationError",
  sts: "AccessDenied",
};

/**
 * Refuses a call as its service does: those that speak JSON by `X-Amz-Target` answer 400, all others
 * 403 (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
 */
export function accessDenied(request: AwsRequest, message: string): AwsResponse {
  return serviceError(request, {
    status: request.operation === undefined ? 403 : 400,
    code: codes[request.service] ?? "AccessDeniedException",
    message,
  });
}

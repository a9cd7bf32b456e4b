import type { Interceptor } from "../interceptor";
import { ownRequest } from "../own-request";
import { serviceError } from "../service-error";

/** Roles of an account that has not asked for more. */
const most = 1000;

/**
 * moto 5.2.1 makes roles without end
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export function roleQuota(): Interceptor {
  return async (request, forward) => {
    if (request.service !== "iam") return undefined;
    const form = new URLSearchParams(request.body.toString());
    if (form.get("Action") !== "CreateRole") return undefined;
    const query = new URLSearchParams({ Action: "GetAccountSummary", Version: "2010-05-08" });
    const summary = await forward(
      ownRequest({ service: "iam", region: request.region, body: query.toString() }),
    );
    const [, roles] =
      /<key>Roles<\/key>\s*<value>(\d+)<\/value>/.exec(summary.body.toString()) ?? [];
    if (Number(roles ?? 0) < most) return undefined;
    return serviceError(request, {
      status: 409,
      code: "LimitExceeded",
      message: `Cannot exceed quota for RolesPerAccount: ${most}`,
    });
  };
}

import type { Interceptor } from "../interceptor";
import { ownRequest } from "../own-request";
import { textsOf } from "../xml";

/**
 * In moto 5.2.1 an `UpdateRole` without a description, as the AWS provider sends it for a new
 * session duration, takes the description away. On AWS it stays
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html).
 */
export function roleDescription(): Interceptor {
  return async (request, forward) => {
    if (request.service !== "iam") return undefined;
    const form = new URLSearchParams(request.body.toString("utf8"));
    const roleName = form.get("RoleName");
    if (form.get("Action") !== "UpdateRole" || roleName === null || form.has("Description")) {
      return undefined;
    }
    const query = new URLSearchParams({
      Action: "GetRole",
      Version: "2010-05-08",
      RoleName: roleName,
    });
    const role = await forward(
      ownRequest({ service: "iam", region: request.region, body: query.toString() }),
    );
    const [description] = textsOf(role.body.toString("utf8"), "Description");
    if (description === undefined) return undefined;
    form.set("Description", description);
    return forward({ ...request, body: Buffer.from(form.toString()) });
  };
}

import type { Interceptor } from "../../interceptor";
import { MotoClient } from "../moto/moto-client";
import { knowingUsers } from "../moto/users-at-moto";
import type { Cognito } from "../operation";
import { UserPools } from "../pools/user-pools";
import { refusal } from "./managed-login";
import { token } from "./token";

/**
 * `POST /oauth2/token` beside the API itself, for machines of pools without a domain. On AWS each domain
 * has its own, as here.
 */
export function tokenCall(cognito: Cognito): Interceptor {
  return async (request, forward) => {
    if (request.method !== "POST" || request.url.split("?")[0] !== "/oauth2/token")
      return undefined;
    try {
      const moto = new MotoClient(knowingUsers(cognito, forward), request.region);
      const call = { moto, pools: new UserPools(moto, cognito) };
      const form = new URLSearchParams(request.body.toString());
      return await token({ cognito, call, request, form });
    } catch (error) {
      return refusal(error);
    }
  };
}

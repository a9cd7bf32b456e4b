import type { Interceptor } from "../../interceptor";
import { isJsonObject, readJson } from "../../json-protocol";
import { serviceError } from "../../service-error";
import { CognitoError } from "../cognito-error";
import { notAuthorized } from "../refusals";
import type { Cognito } from "../operation";

/** The operations of identity pools that take tokens of user pools. */
const operations = ["GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"];

/**
 * moto takes any text for a login. Identity pools take an ID token that the user pool it is said to
 * come from has signed, and that has not expired.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html
 */
export function identityPoolLogins({ tokens }: Cognito): Interceptor {
  return async (request) => {
    if (request.service !== "cognito-identity" || !operations.includes(request.operation ?? "")) {
      return undefined;
    }
    const { Logins } = readJson(request);
    for (const [provider, token] of Object.entries(isJsonObject(Logins) ? Logins : {})) {
      if (!provider.startsWith("cognito-idp.")) continue;
      try {
        const { iss, token_use: use } = await tokens.read("Id", String(token));
        if (iss !== `https://${provider}` || use !== "id") throw invalid();
      } catch (error) {
        if (!(error instanceof CognitoError)) throw error;
        const { code, message } = error;
        return serviceError(request, {
          status: 400,
          code,
          message: `Invalid login token. ${message}.`,
        });
      }
    }
    return undefined;
  };
}

function invalid(): CognitoError {
  return notAuthorized("Not a valid OpenId Connect identity token of this user pool");
}

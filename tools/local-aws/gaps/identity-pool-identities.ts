import { z } from "zod";
import type { AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, jsonResponse, readJson } from "../json-protocol";
import { serviceError } from "../service-error";

/**
 * moto 5.2.1 gives a new identity to each call, whatever its token, and deletes none. On AWS a user of a user pool has
 * one identity in an identity pool, which is also the name of the folder with their files.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html
 */
export function identityPoolIdentities(): Interceptor {
  const answers = new Map<string, Promise<AwsResponse>>();
  return async (request, forward) => {
    if (request.service !== "cognito-identity") return undefined;
    if (request.operation === "DeleteIdentities") {
      const { IdentityIdsToDelete: ids } = readJson(request);
      for (const [key, answer] of answers) {
        const { IdentityId } = readJson(await answer);
        if ([ids].flat().includes(IdentityId)) answers.delete(key);
      }
      return jsonResponse({ UnprocessedIdentityIds: [] });
    }
    if (request.operation !== "GetId") return undefined;
    const { IdentityPoolId, Logins } = readJson(request);
    const login = Object.entries(isJsonObject(Logins) ? Logins : {}).find(([provider]) =>
      provider.startsWith("cognito-idp."),
    );
    if (login === undefined) return undefined;
    const [provider, token] = login;
    const claims = claimsOf(token);
    if (claims?.iss !== `https://${provider}`) {
      return serviceError(request, {
        status: 400,
        code: "NotAuthorizedException",
        message: "Invalid login token. Not a valid OpenId Connect identity token.",
      });
    }
    const key = `${String(IdentityPoolId)} ${provider} ${claims.sub}`;
    // Kept before it is there: a browser asks for several things at once.
    const answer = answers.get(key) ?? forward(request);
    answers.set(key, answer);
    const response = await answer;
    if (response.status !== 200) answers.delete(key);
    return response;
  };
}

const idTokenClaims = z.object({ iss: z.string(), sub: z.string() });

/** What an ID token says about whose it is; its signature is not verified. */
function claimsOf(token: unknown): z.output<typeof idTokenClaims> | undefined {
  try {
    const payload = Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString();
    return idTokenClaims.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

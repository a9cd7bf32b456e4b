import { decodeJwt } from "jose";
import { z } from "zod";
import type { AwsRequest, AwsResponse, Forward, Interceptor } from "../interceptor";
import { callSibling, isJsonObject, readJson } from "../json-protocol";
import { serviceError } from "../service-error";

const providers = z.object({
  CognitoIdentityProviders: z
    .array(z.object({ ProviderName: z.string(), ClientId: z.string() }))
    .default([]),
  DeveloperProviderName: z.string().optional(),
  OpenIdConnectProviderARNs: z.array(z.string()).default([]),
  SamlProviderARNs: z.array(z.string()).default([]),
  SupportedLoginProviders: z.record(z.string(), z.string()).default({}),
});

/**
 * moto 5.2.1 takes logins of everybody. An identity pool takes those of the providers that it names, and
 * of user pools the tokens for the app clients that it names.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html
 */
export function identityPoolProviders(): Interceptor {
  return async (request, forward) => {
    if (request.service !== "cognito-identity" || request.operation !== "GetId") return undefined;
    return unsupportedLogin(request, forward, readJson(request)["IdentityPoolId"]);
  };
}

/** The refusal of a call with a login that its identity pool does not take, if it has one. */
export async function unsupportedLogin(
  request: AwsRequest,
  forward: Forward,
  IdentityPoolId: unknown,
): Promise<AwsResponse | undefined> {
  const { Logins } = readJson(request);
  if (!isJsonObject(Logins)) return undefined;
  const answer = await callSibling(request, forward, "DescribeIdentityPool", { IdentityPoolId });
  if (answer.status !== 200) return answer;
  // What a pool has not, moto shows as null.
  const given = Object.entries(readJson(answer)).filter(([, value]) => value !== null);
  const pool = providers.parse(Object.fromEntries(given));
  const isSupported = ([name, token]: [string, unknown]) =>
    name.startsWith("cognito-idp.")
      ? pool.CognitoIdentityProviders.some(
          ({ ProviderName, ClientId }) => ProviderName === name && ClientId === audienceOf(token),
        )
      : othersOf(pool).includes(name);
  if (Object.entries(Logins).every(isSupported)) return undefined;
  return serviceError(request, {
    status: 400,
    code: "NotAuthorizedException",
    message: "Token is not from a supported provider of this identity pool.",
  });
}

/** A login with OpenID Connect names the issuer, one with SAML the whole ARN. */
function othersOf(pool: z.output<typeof providers>): readonly string[] {
  const issuers = pool.OpenIdConnectProviderARNs.map((arn) =>
    arn.replace(/^.*:oidc-provider\//, ""),
  );
  const developer = pool.DeveloperProviderName === undefined ? [] : [pool.DeveloperProviderName];
  return [
    ...Object.keys(pool.SupportedLoginProviders),
    ...pool.SamlProviderARNs,
    ...issuers,
    ...developer,
  ];
}

function audienceOf(token: unknown): unknown {
  try {
    return decodeJwt(String(token)).aud;
  } catch {
    return undefined;
  }
}

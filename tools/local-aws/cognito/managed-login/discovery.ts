import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { issuerOf } from "../tokens/signing-keys";

/**
 * A pool's OpenID configuration. Where things are is here; the issuer has AWS's name, since it stands in
 * tokens and verifiers work it out from the pool's id.
 *
 * @param endpoint where the pool's keys are.
 * @param base the URL of the pool's domain here; without a domain a pool has tokens for machines alone.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function openIdConfiguration(
  { Id = "" }: UserPoolType,
  endpoint: string,
  base: string | undefined,
): object {
  return {
    ...(base !== undefined && {
      authorization_endpoint: `${base}/oauth2/authorize`,
      end_session_endpoint: `${base}/logout`,
      revocation_endpoint: `${base}/oauth2/revoke`,
      userinfo_endpoint: `${base}/oauth2/userInfo`,
    }),
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: issuerOf(Id),
    jwks_uri: `${endpoint}/${Id}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint: `${base ?? endpoint}/oauth2/token`,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
}

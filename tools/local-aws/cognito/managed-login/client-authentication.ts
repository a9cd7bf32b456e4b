import { CognitoError } from "../cognito-error";
import { decoded } from "../../decoded";
import type { AwsRequest } from "../../interceptor";
import type { UserPools } from "../pools/user-pools";
import type { ClientOfPool } from "../pools/pool-user";
import { OAuthError } from "./oauth-errors";

/** What a client sends to say who it is. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string | undefined;
}

/**
 * The client behind a call, which has to know its secret where it has one.
 *
 * @throws {@link OAuthError} `invalid_client`, `invalid_request`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function authenticateClient(
  pools: UserPools,
  request: AwsRequest,
  form: URLSearchParams,
): Promise<ClientOfPool> {
  const given = credentialsOf(request, form);
  if (given === undefined) throw new OAuthError("invalid_request");
  const at = await pools.client(given.id).catch((error: unknown) => {
    throw error instanceof CognitoError ? new OAuthError("invalid_client") : error;
  });
  const { secrets } = at.client;
  const isRight =
    secrets.length === 0
      ? given.secret === undefined
      : secrets.some((each) => each === given.secret);
  if (!isRight) throw new OAuthError("invalid_client");
  return at;
}

function credentialsOf(
  { headers }: AwsRequest,
  form: URLSearchParams,
): ClientCredentials | undefined {
  const inForm = form.get("client_id") ?? undefined;
  const [scheme = "", encoded = ""] = headers["authorization"]?.split(" ") ?? [];
  if (scheme.toLowerCase() !== "basic") {
    return inForm === undefined
      ? undefined
      : { id: inForm, secret: secretOf(form.get("client_secret")) };
  }
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  // Both are form-encoded first: RFC 6749, section 2.3.1.
  // Many clients send them as they are.
  return { id: decoded(id), secret: secretOf(decoded(secret.join(":"))) };
}

/** A client without a secret may send an empty one. */
function secretOf(text: string | null): string | undefined {
  return text === null || text === "" ? undefined : text;
}

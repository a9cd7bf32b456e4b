import type { AwsResponse } from "../../interceptor";
import type { PoolUser } from "../pools/pool-user";
import { externalStatus } from "../federation/external-users";
import { identitiesOf } from "../federation/identities";
import {
  readAuthorization,
  readCallback,
  type AuthorizationRequest,
} from "./authorization-request";
import { granted } from "./grant";
import { redirect } from "../../pages/html";
import { reported } from "./reported";
import { CallbackError } from "./oauth-errors";
import { toProvider } from "./to-provider";
import { sessionIdOf, type Visit } from "./visit";

/**
 * `GET /oauth2/authorize`: to the application at once for who is signed in, to an identity provider where
 * the application names one, else to the sign-in page.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function authorize(visit: Visit): Promise<AwsResponse> {
  const callback = await readCallback(visit);
  return reported(callback, async () => {
    const request = readAuthorization(visit, callback);
    const provider = await providerAskedFor(visit, request);
    const prompt = visit.query.get("prompt")?.split(" ") ?? [];
    if (provider === undefined && !prompt.some((each) => each !== "none")) {
      const signedIn = await signedInUser(visit, request);
      if (signedIn !== undefined) {
        return granted(visit, request, signedIn.user, signedIn.authTime);
      }
    }
    if (prompt.includes("none")) throw new CallbackError("login_required");
    if (provider !== undefined) return toProvider(visit, request, provider);
    return redirect(`${visit.base}/login?${request.query}`);
  });
}

/** The provider that the request names, or the only one that the client has; none for the pool's own users. */
async function providerAskedFor(
  visit: Visit,
  { providers }: AuthorizationRequest,
): Promise<string | undefined> {
  const { query } = visit;
  const identifier = query.get("idp_identifier");
  const named =
    identifier === null ? query.get("identity_provider") : await nameOf(visit, identifier);
  const wanted = named ?? (providers.length === 1 ? providers[0] : undefined);
  if (wanted === undefined || wanted === "COGNITO") return undefined;
  if (!providers.includes(wanted)) {
    throw new CallbackError(
      "invalid_request",
      `The app client does not support the identity provider ${wanted}.`,
    );
  }
  return wanted;
}

/** A provider by one of its identifiers, the domain of a company for example. */
async function nameOf({ call, pool }: Visit, identifier: string): Promise<string> {
  const { Providers = [] } = await call.moto.call("ListIdentityProviders", { UserPoolId: pool.Id });
  for (const { ProviderName } of Providers) {
    const { IdentityProvider } = await call.moto.call("DescribeIdentityProvider", {
      UserPoolId: pool.Id,
      ProviderName,
    });
    if (IdentityProvider?.IdpIdentifiers?.includes(identifier) === true) {
      return ProviderName ?? "";
    }
  }
  throw new CallbackError("invalid_request", `No identity provider has identifier ${identifier}.`);
}

/** Who is signed in at this browser, if the client takes users of their kind. */
async function signedInUser(
  visit: Visit,
  { providers }: AuthorizationRequest,
): Promise<{ readonly user: PoolUser; readonly authTime: number } | undefined> {
  const session = visit.state.sessions.find(sessionIdOf(visit));
  if (session === undefined || session.userPoolId !== visit.pool.Id) return undefined;
  const user = await visit.call.pools.find(visit.pool, session.username);
  if (user?.enabled !== true || user.attributes["sub"] !== session.sub) return undefined;
  const kinds =
    user.status === externalStatus
      ? identitiesOf(user).map(({ providerName }) => providerName)
      : ["COGNITO", ...identitiesOf(user).map(({ providerName }) => providerName)];
  return kinds.some((kind) => providers.includes(kind))
    ? { user, authTime: session.authTime }
    : undefined;
}

import type { Client } from "../../configuration";
import { scopeName } from "./scope-name";

/** Where a browser is sent, by client: those that people sign in through. */
export interface SignInUrls {
  readonly signIn: Readonly<Record<string, string>>;
  /** Of clients with a sign-out URL. */
  readonly signOut: Readonly<Record<string, string>>;
  /** What an OpenID Connect library is pointed at. */
  readonly discovery: Readonly<Record<string, string>>;
}

/**
 * The addresses that a front end sends its users to, each with the first of the client's URLs. A library
 * adds what guards the way back: `state`, and `code_challenge` of PKCE.
 *
 * @param at the URL of managed login, and the one below which OpenID's configuration is.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export function signInUrls(
  at: { readonly url: string; readonly issuer: string },
  clients: Readonly<Record<string, Client>>,
  clientIds: Readonly<Record<string, string>>,
): SignInUrls {
  const through = Object.entries(clients).flatMap(([name, { oauth }]) =>
    oauth?.grant === "code" ? [{ name, oauth, clientId: clientIds[name] ?? "" }] : [],
  );
  const byClient = (
    urlOf: (client: (typeof through)[number]) => string | undefined,
  ): Readonly<Record<string, string>> =>
    Object.fromEntries(
      through.flatMap((client) => {
        const url = urlOf(client);
        return url === undefined ? [] : [[client.name, url]];
      }),
    );
  return {
    signIn: byClient(({ clientId, oauth }) => {
      const callback = oauth.defaultRedirectUri ?? oauth.callbackUrls[0] ?? "";
      const query = `response_type=code&scope=${encoded(oauth.scopes.map(scopeName).join(" "))}&redirect_uri=${encoded(callback)}`;
      return `${at.url}/oauth2/authorize?client_id=${clientId}&${query}`;
    }),
    signOut: byClient(({ clientId, oauth: { logoutUrls } }) => {
      const [logoutUrl] = logoutUrls;
      return logoutUrl === undefined
        ? undefined
        : `${at.url}/logout?client_id=${clientId}&logout_uri=${encoded(logoutUrl)}`;
    }),
    discovery: byClient(() => `${at.issuer}/.well-known/openid-configuration`),
  };
}

function encoded(value: string): string {
  return encodeURIComponent(value);
}

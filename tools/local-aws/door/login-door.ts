import type { AwsRequest, AwsResponse } from "../interceptor";
import type { Door } from "./door";
import type { NamedOrigins } from "./named-origins";
import { headersFor, isPreflight, pageBehind, refusePage, type Page } from "./pages";

/** What a page's script calls, below the path of a domain. */
const scripted = /^\/[^/]+\/(oauth2\/(token|userInfo|revoke)|\.well-known\/[a-z.-]+)$/;

/**
 * The door of the sign-in pages, which have an origin of their own: what users upload is served at
 * another one, and no script there sees a form or a session of theirs. A browser comes in
 *
 * 1. with a script's call of the token endpoint and its like, for a page whose origin what is deployed
 *    names;
 * 2. by going there: a link, an address that somebody typed, an application that sends people to sign
 *    in;
 * 3. with a form of these pages themselves.
 *
 * A client that is no browser calls what it likes: nothing here trusts a caller for where it is.
 */
export function loginDoor(origins: NamedOrigins): Door {
  return (request) => {
    const page = pageBehind(request);
    if (page === undefined) return Promise.resolve({ headers: {} });
    const [path = ""] = request.url.split("?", 1);
    return Promise.resolve(
      scripted.test(path) ? ofScript(request, page, origins) : ofBrowser(request, page),
    );
  };
}

function ofScript(request: AwsRequest, page: Page, origins: NamedOrigins) {
  // Somebody looks at a document.
  if (page.origin === undefined && request.method === "GET") return { headers: {} };
  if (page.origin === undefined || !origins.names(page.origin)) {
    const answer = refusePage(
      `Nothing that is deployed names the origin ${page.origin ?? "of this page"}. In environments.ts, its pages belong into an app client's callbackUrls.`,
    );
    return { answer, headers: {} };
  }
  const headers = headersFor(page);
  return isPreflight(request)
    ? { answer: preflight(request), headers }
    : { answer: undefined, headers };
}

function preflight({ headers }: AwsRequest): AwsResponse {
  const method = headers["access-control-request-method"] ?? "";
  const isKnown = ["GET", "POST"].includes(method);
  if (!isKnown) return refusePage("A web page may not make this call of the sign-in pages.");
  return {
    status: 204,
    headers: {
      "access-control-allow-methods": method,
      "access-control-allow-headers": "authorization, content-type",
      "access-control-allow-private-network": "true",
      "access-control-max-age": "600",
    },
    body: Buffer.alloc(0),
  };
}

function ofBrowser({ method, headers }: AwsRequest, { origin }: Page) {
  const { "sec-fetch-mode": mode, "sec-fetch-dest": destination } = headers;
  const goesThere =
    (mode === undefined || mode === "navigate") &&
    (destination === undefined || destination === "document");
  const isOwnForm = method === "POST" && origin === `http://${headers["host"] ?? ""}`;
  const isVisit = ["GET", "HEAD"].includes(method);
  if (goesThere && (isOwnForm || isVisit)) return { headers: {} };
  const answer = refusePage(
    isVisit
      ? "These pages are to be visited, not fetched or framed."
      : "This form is of another page.",
  );
  return { answer, headers: {} };
}

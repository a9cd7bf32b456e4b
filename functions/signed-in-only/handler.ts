import type {
  CloudFrontRequest,
  CloudFrontRequestEvent,
  CloudFrontRequestResult,
} from "aws-lambda";
import { cookiesOf, hostCookie } from "../shared/edge/cookies";
import { errorEntry } from "../shared/logging/error-entry";
import { page, redirect, unauthorized } from "./answers";
import { begin, begunUnder, challengeOf, forgotten, kept } from "./begun-sign-in";
import type { SignInPages } from "./sign-in-pages";

/** What the handler works with. */
export interface Collaborators {
  /** Whether an access token is good. Throws when nobody can tell. */
  readonly isGood: (token: string) => Promise<boolean>;
  readonly pages: SignInPages;
  readonly log: Pick<Console, "error">;
}

/** Where people come back to from signing in: the path of a callback URL of the client. */
const callbackPath = "/auth/callback";

/** What a link or a form of the site leads to for signing out. */
const signOutPath = "/auth/sign-out";

const tokenCookie = "__Host-access-token";

/**
 * Lets a request of somebody who is signed in through, and no other: whoever has an access token of the pool by
 * the client, in a cookie or in the header `Authorization`. A browser that goes to a page without one is sent to
 * the sign-in page, and comes back to where it was going. Everything else is status 401. `/auth/sign-out` ends it.
 *
 * What cannot be told is not let through: status 503.
 */
export function createHandler(collaborators: Collaborators) {
  const { log } = collaborators;
  return async ({ Records: [record] }: Pick<CloudFrontRequestEvent, "Records">) => {
    const { request } = record?.cf ?? {};
    if (request === undefined) throw new Error("This is no event of CloudFront's.");
    try {
      return await answered(request, collaborators);
    } catch (error) {
      log.error({ failure: "edge", error: errorEntry(error, []) });
      return page("503", "Signing in does not work at the moment.");
    }
  };
}

async function answered(
  request: CloudFrontRequest,
  collaborators: Collaborators,
): Promise<CloudFrontRequestResult> {
  if (request.uri === callbackPath) return finished(request, collaborators);
  const { isGood, pages } = collaborators;
  const { headers, uri, querystring } = request;
  const site = siteOf(request);
  if (uri === signOutPath && headers["sec-fetch-site"]?.[0]?.value !== "cross-site") {
    return redirect(await pages.signOut(`${site}/`), [hostCookie(tokenCookie, "", 0)]);
  }

  const bearer = /^Bearer (.+)$/i.exec(headers["authorization"]?.[0]?.value ?? "")?.[1];
  const token = bearer ?? cookiesOf(headers).get(tokenCookie);
  if (token !== undefined && (await isGood(token))) return request;
  if (bearer !== undefined || !isVisit(request)) return unauthorized();

  const begun = begin(querystring === "" ? uri : `${uri}?${querystring}`);
  const of = { state: begun.state, challenge: challengeOf(begun) };
  const address = await pages.address({ ...of, redirectUri: `${site}${callbackPath}` });
  return redirect(address, [kept(begun)]);
}

/** Somebody comes back from the sign-in page with a code. */
async function finished(
  request: CloudFrontRequest,
  { isGood, pages, log }: Collaborators,
): Promise<CloudFrontRequestResult> {
  const query = new URLSearchParams(request.querystring);
  const begun = begunUnder(query.get("state") ?? "", cookiesOf(request.headers));
  const code = query.get("code");
  // A code that somebody else has begun would sign this browser in as them.
  if (request.method !== "GET" || begun === undefined || code === null) {
    return page("400", "This sign-in was not begun in this browser, or too long ago.");
  }
  const site = siteOf(request);
  const { verifier, target, state } = begun;
  const redirectUri = `${site}${callbackPath}`;
  const { token, seconds } = await pages.exchange({ code, verifier, redirectUri });
  if (!(await isGood(token))) {
    log.error({ failure: "edge", error: { message: "A new token is not good." } });
    return page("403", "You cannot be let in.");
  }
  // With the host: a path such as //evil.example would lead to another one.
  return redirect(`${site}${target}`, [hostCookie(tokenCookie, token, seconds), forgotten(state)]);
}

/** CloudFront lets in what it has names for alone, and over TLS. */
function siteOf({ headers }: CloudFrontRequest): string {
  return `https://${headers["host"]?.[0]?.value ?? ""}`;
}

/** Whether a browser goes to a page, and no script asks for something. */
function isVisit({ method, headers }: CloudFrontRequest): boolean {
  const mode = headers["sec-fetch-mode"]?.[0]?.value ?? "navigate";
  const accepts = (headers["accept"] ?? []).some(({ value }) => value.includes("text/html"));
  return ["GET", "HEAD"].includes(method) && mode === "navigate" && accepts;
}

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { AwsRequest } from "../../interceptor";
import type { JsonObject } from "../../json-protocol";
import type { MotoClient } from "../moto/moto-client";
import type { Cognito } from "../operation";
import type { UserPools } from "../pools/user-pools";
import type { ManagedLoginState } from "./managed-login-state";
import { html, type Html } from "../../pages/html";
import { PageError } from "./oauth-errors";

/** One request to a domain of a user pool. */
export interface Visit {
  readonly cognito: Cognito;
  readonly call: { readonly moto: MotoClient; readonly pools: UserPools };
  /** Calls an operation of the API as a user of this pool does. */
  readonly operate: (operation: string, input: object) => Promise<JsonObject>;
  readonly state: ManagedLoginState;
  readonly pool: UserPoolType;
  readonly domain: string;
  /** The domain's URL here, without a slash at its end. */
  readonly base: string;
  readonly request: AwsRequest;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly cookies: Readonly<Record<string, string>>;
}

const browserCookie = "XSRF-TOKEN";
const sessionCookie = "cognito";
/** Of this process: whoever knows another's cookie cannot make the form's value of it. */
const formKey = randomBytes(32);

/** Which browser it is: a secret that it alone sends. A new one for one that has none. */
export function browserOf({ cookies, domain }: Visit): {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const known = cookies[browserCookie];
  if (known !== undefined) return { id: known, headers: {} };
  const id = randomBytes(24).toString("base64url");
  return { id, headers: { "set-cookie": cookie(browserCookie, id, { domain }) } };
}

/** Put into each form: a form of another page has not the right one. */
export function formToken(browserId: string): Html {
  return html`<input type="hidden" name="_csrf" value="${tokenFor(browserId)}" />`;
}

/** @throws {@link PageError} for a form that no page of this domain gave to this browser. */
export function checkForm({ cookies, form }: Visit): void {
  const id = cookies[browserCookie];
  const given = Buffer.from(form.get("_csrf") ?? "");
  const expected = Buffer.from(id === undefined ? "" : tokenFor(id));
  if (id !== undefined && given.length === expected.length && timingSafeEqual(given, expected)) {
    return;
  }
  throw new PageError(
    "invalid_request",
    "This form is not one of this browser's, or cookies are off. Go back to the application and sign in again.",
  );
}

/** The id of the browser's session, where it has one. */
export function sessionIdOf({ cookies }: Visit): string | undefined {
  return cookies[sessionCookie];
}

/** Lets the browser keep a session; with no id it forgets the one that it has. */
export function keepSession(visit: Visit, id: string | undefined): Record<string, string> {
  const value = cookie(sessionCookie, id ?? "", visit);
  return { "set-cookie": id === undefined ? `${value}; Max-Age=0` : value };
}

/** Reads a `Cookie` header. */
export function cookiesIn(header: string | undefined): Record<string, string> {
  const pairs = (header ?? "").split(/;\s*/).map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs.filter(([name, value]) => name !== "" && value !== ""));
}

/** Out of scripts' sight, for this domain alone, and sent along by a link from elsewhere but by no form. */
function cookie(name: string, value: string, { domain }: Pick<Visit, "domain">): string {
  return `${name}=${value}; Path=/${domain}; HttpOnly; SameSite=Lax`;
}

function tokenFor(browserId: string): string {
  return createHmac("sha256", formKey).update(browserId).digest("base64url");
}

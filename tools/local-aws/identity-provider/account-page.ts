import type { AwsResponse } from "../interceptor";
import { field, html, page } from "../pages/html";

/** Somebody's claims at a provider. */
export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified: boolean;
  readonly [claim: string]: unknown;
}

/** What the page is made of. */
export interface AccountPage {
  readonly issuer: string;
  readonly action: string;
  readonly query: URLSearchParams;
  /** Who has signed in here before. */
  readonly people: readonly Person[];
}

/** Claims that have a field of their own, or that are the token's. */
const own = [
  "sub",
  "id",
  "user_id",
  "email",
  "email_verified",
  "iss",
  "aud",
  "exp",
  "iat",
  "nonce",
];

/** The page where a developer says who to be. */
export function accountPage({ issuer, action, query, people }: AccountPage): AwsResponse {
  const target = `${action}?${query.toString()}`;
  const known = people.map(
    (person) =>
      html`<form method="post" action="${target}">
        <button class="button" type="submit" name="account" value="${person.sub}">
          ${person.email ?? person.sub}
        </button>
      </form>`,
  );
  return page(
    `Sign in with ${issuer}`,
    html`<p>The local AWS stands in for this provider. Be whoever you like.</p>
      ${known}
      <form method="post" action="${target}">
        ${field("User id (sub)", "sub", {
          value: String(Math.floor(Math.random() * 1e15)),
          required: true,
          maxlength: "128",
        })}
        ${field("Email", "email", { type: "email", autofocus: true })}
        <p>
          <label for="email_verified">
            <input id="email_verified" type="checkbox" name="email_verified" value="true" checked />
            The provider has verified this address
          </label>
        </p>
        ${claimsAskedFor(query).map((claim) => field(claim, `claim:${claim}`))}
        <button type="submit">Sign in</button>
      </form>`,
  );
}

/** Who a form of {@link accountPage} describes. */
export function personIn(form: URLSearchParams): Person {
  const email = form.get("email")?.trim();
  const claims = [...form].flatMap(([name, value]) =>
    name.startsWith("claim:") && value !== ""
      ? [[name.slice("claim:".length), value] as const]
      : [],
  );
  const sub = form.get("sub")?.trim() ?? "";
  return {
    ...Object.fromEntries(claims),
    sub,
    // What Facebook and Amazon call it.
    id: sub,
    user_id: sub,
    ...(email && { email }),
    email_verified: form.get("email_verified") === "true",
  };
}

/** What the client wants to know, in OpenID Connect's own parameter for it (Core, section 5.5). */
function claimsAskedFor(query: URLSearchParams): readonly string[] {
  try {
    const { userinfo } = JSON.parse(query.get("claims") ?? "{}") as { userinfo?: object };
    return Object.keys(userinfo ?? {}).filter((name) => !own.includes(name));
  } catch {
    return [];
  }
}

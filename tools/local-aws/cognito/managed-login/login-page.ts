import type { AwsResponse } from "../../interceptor";
import type { AuthorizationRequest } from "./authorization-request";
import { field, html, notice, page } from "../../pages/html";
import { browserOf, formToken, type Visit } from "./visit";

/** What the sign-in page says. */
interface LoginNotice {
  readonly username?: string;
  readonly alert?: string;
  readonly status?: string;
}

/** The sign-in page. */
export function loginPage(
  visit: Visit,
  request: AuthorizationRequest,
  { username, alert, status }: LoginNotice = {},
): AwsResponse {
  const { base, pool, query } = visit;
  const { id, headers } = browserOf(visit);
  const others = request.providers.filter((name) => name !== "COGNITO");
  const links = others.map((name) => {
    const parameters = new URLSearchParams(request.query);
    parameters.set("identity_provider", name);
    return html`<a class="button" href="${base}/oauth2/authorize?${parameters.toString()}">
      Continue with ${name}
    </a>`;
  });
  const mayJoin = pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true;
  const form = html`<form method="post" action="${base}/login?${request.query}">
      ${formToken(id)}
      ${field(usernameLabel(visit), "username", {
        value: username ?? query.get("login_hint") ?? "",
        required: true,
        autocomplete: "username",
        autocapitalize: "none",
        autofocus: true,
      })}
      ${field("Password", "password", {
        type: "password",
        required: true,
        autocomplete: "current-password",
      })}
      <button type="submit">Sign in</button>
    </form>
    <p><a href="${base}/forgotPassword?${request.query}">Forgot your password?</a></p>
    ${mayJoin && html`<p><a href="${base}/signup?${request.query}">Create an account</a></p>`}`;
  return page(
    "Sign in",
    html`${notice(alert)} ${notice(status, "status")}
    ${request.providers.includes("COGNITO") && form} ${links}`,
    { headers, status: alert === undefined ? 200 : 400 },
  );
}

/** What the pool takes for a name. */
export function usernameLabel({ pool }: Visit): string {
  const labels = { email: "Email", phone_number: "Phone number" };
  const named = (pool.UsernameAttributes ?? []).map((name) => labels[name]);
  return named.length === 0 ? "Username" : named.join(" or ").replace(/ P/, " p");
}

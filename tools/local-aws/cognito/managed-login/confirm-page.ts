import type { AwsResponse } from "../../interceptor";
import type { AuthorizationRequest } from "./authorization-request";
import { field, html, notice, page } from "../../pages/html";
import { browserOf, formToken, type Visit } from "./visit";

/** The page that asks for the code of a sign-up. */
export function confirmPage(
  visit: Visit,
  request: AuthorizationRequest,
  ticket: string,
  username: string,
  { alert, status }: { readonly alert?: string; readonly status?: string } = {},
): AwsResponse {
  const { id, headers } = browserOf(visit);
  const inForm = html`${formToken(id)}<input type="hidden" name="sign_up" value="${ticket}" />`;
  const action = `${visit.base}/confirm?${request.query}`;
  return page(
    "Confirm your account",
    html`${notice(alert)} ${notice(status, "status")}
      <p>We sent a code for ${username}.</p>
      <form method="post" action="${action}">
        ${inForm}
        ${field("Verification code", "code", {
          required: true,
          inputmode: "numeric",
          autocomplete: "one-time-code",
          autofocus: true,
        })}
        <button type="submit">Confirm account</button>
      </form>
      <form method="post" action="${action}">
        ${inForm}
        <button type="submit" name="action" value="resend" class="button">Send a new code</button>
      </form>`,
    { headers, status: alert === undefined ? 200 : 400 },
  );
}

import type { AwsResponse } from "../../interceptor";
import { CognitoError } from "../cognito-error";
import { secretHashFor } from "../pools/app-clients";
import {
  readAuthorization,
  readCallback,
  type AuthorizationRequest,
} from "./authorization-request";
import { field, html, notice, page } from "../../pages/html";
import { loginPage, usernameLabel } from "./login-page";
import { reported } from "./reported";
import { browserOf, checkForm, formToken, type Visit } from "./visit";

/** `/forgotPassword`: sends a code. */
export async function forgotPassword(visit: Visit): Promise<AwsResponse> {
  const callback = await readCallback(visit);
  return reported(callback, async () => {
    const request = readAuthorization(visit, callback);
    if (visit.request.method !== "POST") return forgotPage(visit, request);
    checkForm(visit);
    const username = visit.form.get("username")?.trim() ?? "";
    try {
      await visit.operate("ForgotPassword", userOf(request, username));
      return newPasswordPage(visit, request, username);
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return forgotPage(visit, request, error.message);
    }
  });
}

/** `POST /confirmForgotPassword`: the code, and the new password. */
export async function confirmForgotPassword(visit: Visit): Promise<AwsResponse> {
  const callback = await readCallback(visit);
  return reported(callback, async () => {
    const request = readAuthorization(visit, callback);
    if (visit.request.method !== "POST") return forgotPage(visit, request);
    checkForm(visit);
    const { form } = visit;
    const username = form.get("username") ?? "";
    try {
      await visit.operate("ConfirmForgotPassword", {
        ...userOf(request, username),
        ConfirmationCode: form.get("code")?.trim(),
        Password: form.get("password"),
      });
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return newPasswordPage(visit, request, username, error.message);
    }
    const status = "Your password is changed. Sign in with the new one.";
    return loginPage(visit, request, { username, status });
  });
}

function userOf({ at: { client } }: AuthorizationRequest, username: string): object {
  const { ClientId } = client;
  return { ClientId, SecretHash: secretHashFor(client, username), Username: username };
}

function forgotPage(visit: Visit, request: AuthorizationRequest, alert?: string): AwsResponse {
  const { id, headers } = browserOf(visit);
  const form = html`<form method="post" action="${visit.base}/forgotPassword?${request.query}">
      ${formToken(id)}
      ${field(usernameLabel(visit), "username", {
        required: true,
        autocomplete: "username",
        autocapitalize: "none",
        autofocus: true,
      })}
      <button type="submit">Send a code</button>
    </form>
    <p><a href="${visit.base}/login?${request.query}">Back to sign in</a></p>`;
  return page("Forgot your password?", html`${notice(alert)} ${form}`, {
    headers,
    status: alert === undefined ? 200 : 400,
  });
}

function newPasswordPage(
  visit: Visit,
  request: AuthorizationRequest,
  username: string,
  alert?: string,
): AwsResponse {
  const { id, headers } = browserOf(visit);
  const form = html`<form
    method="post"
    action="${visit.base}/confirmForgotPassword?${request.query}"
  >
    ${formToken(id)}
    <input type="hidden" name="username" value="${username}" />
    ${field("Code", "code", {
      required: true,
      inputmode: "numeric",
      autocomplete: "one-time-code",
      autofocus: true,
    })}
    ${field("New password", "password", {
      type: "password",
      required: true,
      autocomplete: "new-password",
    })}
    <button type="submit">Change password</button>
  </form>`;
  return page(
    "Choose a new password",
    html`${notice(alert)}
      <p>We sent a code for ${username}.</p>
      ${form}`,
    { headers, status: alert === undefined ? 200 : 400 },
  );
}

import type { AwsResponse } from "../../interceptor";
import { CognitoError } from "../cognito-error";
import { secretHashFor } from "../pools/app-clients";
import {
  readAuthorization,
  readCallback,
  type AuthorizationRequest,
} from "./authorization-request";
import { confirmPage } from "./confirm-page";
import { field, html, notice, page } from "../../pages/html";
import { loginPage, usernameLabel } from "./login-page";
import { signInByPassword } from "./password-sign-in";
import { reported } from "./reported";
import { browserOf, checkForm, formToken, type Visit } from "./visit";

/**
 * `/signup`: asks for what the pool requires of everybody, and signs up as the API does.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export async function signUp(visit: Visit): Promise<AwsResponse> {
  const callback = await readCallback(visit);
  return reported(callback, async () => {
    const request = readAuthorization(visit, callback);
    const { pool, form } = visit;
    const isClosed =
      pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true ||
      !request.providers.includes("COGNITO");
    if (isClosed) return loginPage(visit, request);
    if (visit.request.method !== "POST") return signUpPage(visit, request);
    checkForm(visit);
    const [username, password] = [form.get("username")?.trim() ?? "", form.get("password") ?? ""];
    try {
      const { client } = request.at;
      const { UserConfirmed } = await visit.operate("SignUp", {
        ClientId: client.ClientId,
        SecretHash: secretHashFor(client, username),
        Username: username,
        Password: password,
        UserAttributes: attributesAsked(visit).flatMap((Name) => {
          const Value = form.get(Name)?.trim();
          return Value ? [{ Name, Value }] : [];
        }),
      });
      if (UserConfirmed === true) return await signInByPassword(visit, request, username, password);
      const pending = { browserId: browserOf(visit).id, username, password };
      return confirmPage(visit, request, visit.state.signUps.issue(pending), username);
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return signUpPage(visit, request, error.message);
    }
  });
}

function signUpPage(visit: Visit, request: AuthorizationRequest, alert?: string): AwsResponse {
  const { id, headers } = browserOf(visit);
  const form = html`<form method="post" action="${visit.base}/signup?${request.query}">
      ${formToken(id)}
      ${field(usernameLabel(visit), "username", {
        value: visit.form.get("username") ?? "",
        required: true,
        autocomplete: "username",
        autocapitalize: "none",
        autofocus: true,
      })}
      ${attributesAsked(visit).map((name) =>
        field(labelOf(name), name, { value: visit.form.get(name) ?? "", required: true }),
      )}
      ${field("Password", "password", {
        type: "password",
        required: true,
        autocomplete: "new-password",
      })}
      <button type="submit">Sign up</button>
    </form>
    <p><a href="${visit.base}/login?${request.query}">Have an account? Sign in</a></p>`;
  return page("Sign up", html`${notice(alert)} ${form}`, {
    headers,
    status: alert === undefined ? 200 : 400,
  });
}

/** What the pool requires, and where its codes go, beside what the name is already. */
function attributesAsked({ pool }: Visit): readonly string[] {
  const required = (pool.SchemaAttributes ?? []).flatMap(({ Name, Required }) =>
    Required === true && Name !== undefined && Name !== "sub" ? [Name] : [],
  );
  const asked = new Set([...required, ...(pool.AutoVerifiedAttributes ?? [])]);
  const names: readonly string[] = pool.UsernameAttributes ?? [];
  // Where either may be the name, the other is not known to be missing.
  return [...asked].filter((name) => !names.includes(name));
}

/** `given_name` to `Given name`. */
function labelOf(attribute: string): string {
  const words = attribute.replace("custom:", "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

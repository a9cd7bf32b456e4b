import type { AwsResponse } from "../../interceptor";
import { readAuthorization, readCallback } from "./authorization-request";
import { loginPage } from "./login-page";
import { signInByPassword } from "./password-sign-in";
import { reported } from "./reported";
import { checkForm, type Visit } from "./visit";

/**
 * `/login`: the page where the pool's own users sign in, and from where others go to their provider.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
 */
export async function login(visit: Visit): Promise<AwsResponse> {
  const callback = await readCallback(visit);
  return reported(callback, async () => {
    const request = readAuthorization(visit, callback);
    if (visit.request.method !== "POST") return loginPage(visit, request);
    checkForm(visit);
    const username = visit.form.get("username")?.trim() ?? "";
    return signInByPassword(visit, request, username, visit.form.get("password") ?? "");
  });
}

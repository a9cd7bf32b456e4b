import type { AwsResponse } from "../../interceptor";
import { CognitoError } from "../cognito-error";
import { secretHashFor } from "../pools/app-clients";
import { readAuthorization, readCallback, clientOf } from "./authorization-request";
import { confirmPage } from "./confirm-page";
import { notice, page } from "../../pages/html";
import { loginPage } from "./login-page";
import { signInByPassword } from "./password-sign-in";
import { reported } from "./reported";
import { browserOf, checkForm, type Visit } from "./visit";

/** `POST /confirm`: the code of a sign-up, or the wish for another one. Who confirms is signed in. */
export async function confirm(visit: Visit): Promise<AwsResponse> {
  const callback = await readCallback(visit);
  return reported(callback, async () => {
    const request = readAuthorization(visit, callback);
    if (visit.request.method !== "POST") return loginPage(visit, request);
    checkForm(visit);
    const ticket = visit.form.get("sign_up") ?? "";
    const pending = visit.state.signUps.find(ticket);
    if (pending?.browserId !== browserOf(visit).id) {
      const alert = "Your sign-up took too long. Sign in to get another code.";
      return loginPage(visit, request, { alert });
    }
    const { username, password } = pending;
    const { client } = request.at;
    const user = {
      ClientId: client.ClientId,
      SecretHash: secretHashFor(client, username),
      Username: username,
    };
    try {
      if (visit.form.get("action") === "resend") {
        await visit.operate("ResendConfirmationCode", user);
        const status = "A new code is on its way.";
        return confirmPage(visit, request, ticket, username, { status });
      }
      const ConfirmationCode = visit.form.get("code")?.trim();
      await visit.operate("ConfirmSignUp", { ...user, ConfirmationCode });
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return confirmPage(visit, request, ticket, username, { alert: error.message });
    }
    visit.state.signUps.take(ticket);
    return signInByPassword(visit, request, username, password);
  });
}

/**
 * `GET /confirmUser`: the link in an e-mail.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-email-verification-message-customization.html
 */
export async function confirmUser(visit: Visit): Promise<AwsResponse> {
  const { client } = await clientOf(visit);
  const username = visit.query.get("user_name") ?? "";
  try {
    await visit.operate("ConfirmSignUp", {
      ClientId: client.ClientId,
      SecretHash: secretHashFor(client, username),
      Username: username,
      ConfirmationCode: visit.query.get("confirmation_code"),
    });
    return page("Confirmed", notice("Your registration has been confirmed!", "status"));
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return page("Not confirmed", notice(error.message), { status: 400 });
  }
}

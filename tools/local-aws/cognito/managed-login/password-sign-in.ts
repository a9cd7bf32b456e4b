import type { AwsResponse } from "../../interceptor";
import { CognitoError } from "../cognito-error";
import { signIn } from "../sign-in/initiate-auth";
import type { PoolUser } from "../pools/pool-user";
import type { AuthorizationRequest } from "./authorization-request";
import { challengePage } from "./challenge-page";
import { confirmPage } from "./confirm-page";
import { signedInHere } from "./grant";
import { redirect } from "../../pages/html";
import { loginPage } from "./login-page";
import { browserOf, type Visit } from "./visit";

/** Signs in, or shows what is still missing. */
export async function signInByPassword(
  visit: Visit,
  request: AuthorizationRequest,
  username: string,
  password: string,
): Promise<AwsResponse> {
  const { cognito, call } = visit;
  if (!request.providers.includes("COGNITO")) return loginPage(visit, request);
  try {
    const outcome = await signIn(cognito, call, request.at, {
      flow: "USER_PASSWORD_AUTH",
      parameters: { USERNAME: username, PASSWORD: password },
      give: (user) => Promise.resolve({ signedIn: user }),
    });
    return await nextPage(visit, request, username, outcome);
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    if (error.code === "UserNotConfirmedException") {
      const pending = { browserId: browserOf(visit).id, username, password };
      return confirmPage(visit, request, visit.state.signUps.issue(pending), username);
    }
    if (error.code === "PasswordResetRequiredException") {
      return redirect(`${visit.base}/forgotPassword?${request.query}`);
    }
    return loginPage(visit, request, { username, alert: error.message });
  }
}

/** What a step of a sign-in has led to: the application, or the next challenge. */
export async function nextPage(
  visit: Visit,
  request: AuthorizationRequest,
  username: string,
  outcome: object,
): Promise<AwsResponse> {
  return "signedIn" in outcome
    ? signedInHere(visit, request, outcome.signedIn as PoolUser)
    : challengePage(visit, request, { username, challenge: outcome });
}

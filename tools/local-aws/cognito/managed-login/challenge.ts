import type { AwsResponse } from "../../interceptor";
import { CognitoError } from "../cognito-error";
import { answerChallenge, type ChallengeAnswer } from "../sign-in/respond-to-auth-challenge";
import {
  readAuthorization,
  readCallback,
  type AuthorizationRequest,
} from "./authorization-request";
import { challengePage } from "./challenge-page";
import { loginPage } from "./login-page";
import { nextPage } from "./password-sign-in";
import { reported } from "./reported";
import { checkForm, type Visit } from "./visit";

/** The challenges that the pages put, and the name of the answer to those that ask for a code. */
const answers = {
  NEW_PASSWORD_REQUIRED: undefined,
  SOFTWARE_TOKEN_MFA: "SOFTWARE_TOKEN_MFA_CODE",
  SMS_MFA: "SMS_MFA_CODE",
  EMAIL_OTP: "EMAIL_OTP_CODE",
  SELECT_MFA_TYPE: undefined,
  MFA_SETUP: undefined,
} as const;

/** `POST /challenge`: the answer to a page of {@link challengePage}. */
export async function challenge(visit: Visit): Promise<AwsResponse> {
  const callback = await readCallback(visit);
  return reported(callback, async () => {
    const request = readAuthorization(visit, callback);
    checkForm(visit);
    const { form } = visit;
    const [name, username] = [form.get("challenge") ?? "", form.get("username") ?? ""];
    if (!isAsked(name)) return loginPage(visit, request);
    try {
      const session = await sessionAfterSetup(visit, name);
      const outcome = await answerChallenge(visit.cognito, visit.call, request.at, {
        name,
        session,
        responses: { USERNAME: username, ...responsesOf(name, form) },
        give: (user) => Promise.resolve({ signedIn: user }),
      });
      return await nextPage(visit, request, username, outcome);
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return again(visit, request, error);
    }
  });
}

/** An answer that may be corrected is asked for again; else the sign-in begins anew. */
async function again(
  visit: Visit,
  request: AuthorizationRequest,
  { code, message }: CognitoError,
): Promise<AwsResponse> {
  const { form } = visit;
  const username = form.get("username") ?? "";
  if (code === "NotAuthorizedException") {
    return loginPage(visit, request, { username, alert: message });
  }
  return challengePage(visit, request, {
    username,
    alert: message,
    challenge: {
      ChallengeName: form.get("challenge"),
      Session: form.get("session"),
      ChallengeParameters: parametersIn(form.get("parameters")),
    },
  });
}

function responsesOf(
  name: keyof typeof answers,
  form: URLSearchParams,
): Readonly<Record<string, string>> {
  const code = answers[name];
  if (code !== undefined) return { [code]: form.get("code")?.trim() ?? "" };
  if (name === "SELECT_MFA_TYPE") return { ANSWER: form.get("answer") ?? "" };
  if (name !== "NEW_PASSWORD_REQUIRED") return {};
  const attributes = [...form].filter(([key]) => key.startsWith("userAttributes."));
  return { NEW_PASSWORD: form.get("password") ?? "", ...Object.fromEntries(attributes) };
}

/** A token is verified before the challenge to set one up is answered. */
async function sessionAfterSetup(visit: Visit, name: string): Promise<string> {
  const session = visit.form.get("session") ?? "";
  if (name !== "MFA_SETUP") return session;
  const verified = await visit.operate("VerifySoftwareToken", {
    Session: session,
    UserCode: visit.form.get("code")?.trim(),
  });
  return String(verified["Session"]);
}

function isAsked(name: string): name is keyof typeof answers & ChallengeAnswer["name"] {
  return name in answers;
}

function parametersIn(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}

import type { AwsResponse } from "../../interceptor";
import { isJsonObject } from "../../json-protocol";
import type { AuthorizationRequest } from "./authorization-request";
import { field, html, notice, page, type Html } from "../../pages/html";
import { browserOf, formToken, type Visit } from "./visit";

/** A challenge as the API puts it, and whom. */
export interface Asked {
  readonly username: string;
  readonly challenge: object;
  /** Why it is asked again. */
  readonly alert?: string;
}

/** What a challenge of the API says. */
interface Challenge {
  readonly name: string;
  readonly session: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The page that asks for what a sign-in still needs. */
export async function challengePage(
  visit: Visit,
  request: AuthorizationRequest,
  asked: Asked,
): Promise<AwsResponse> {
  const { name, session, parameters } = readChallenge(asked.challenge);
  const shown = await contentOf(visit, { name, session, parameters });
  const { id, headers } = browserOf(visit);
  const hidden = {
    challenge: name,
    session: shown.session ?? session,
    username: asked.username,
    // To ask again, where the answer was wrong.
    parameters: JSON.stringify({ ...parameters, ...shown.parameters }),
  };
  const form = html`<form method="post" action="${visit.base}/challenge?${request.query}">
    ${formToken(id)}
    ${Object.entries(hidden).map(
      ([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`,
    )}
    ${shown.content}
    <button type="submit">Continue</button>
  </form>`;
  return page(shown.title, html`${notice(asked.alert)} ${form}`, {
    headers,
    status: asked.alert === undefined ? 200 : 400,
  });
}

interface Content {
  readonly title: string;
  readonly content: Html;
  readonly session?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const code = (label: string): Html =>
  field(label, "code", {
    required: true,
    inputmode: "numeric",
    autocomplete: "one-time-code",
    autofocus: true,
  });

async function contentOf(visit: Visit, challenge: Challenge): Promise<Content> {
  const { name, parameters } = challenge;
  const destination = parameters["CODE_DELIVERY_DESTINATION"] ?? "you";
  switch (name) {
    case "NEW_PASSWORD_REQUIRED":
      return { title: "Choose a new password", content: newPassword(parameters) };
    case "SOFTWARE_TOKEN_MFA":
      return { title: "Enter your code", content: code("Code of your authenticator app") };
    case "SMS_MFA":
    case "EMAIL_OTP":
      return { title: "Enter your code", content: code(`Code that was sent to ${destination}`) };
    case "SELECT_MFA_TYPE":
      return { title: "How do you want to confirm it is you?", content: choice(parameters) };
    case "MFA_SETUP":
      return setup(visit, challenge);
    default:
      return {
        title: "This sign-in cannot go on here",
        content: html`<p>The pages do not know the challenge ${name}.</p>`,
      };
  }
}

function newPassword(parameters: Readonly<Record<string, string>>): Html {
  const missing: unknown = JSON.parse(parameters["requiredAttributes"] ?? "[]");
  const names = Array.isArray(missing) ? missing.map(String) : [];
  return html`${field("New password", "password", {
    type: "password",
    required: true,
    autocomplete: "new-password",
    autofocus: true,
  })}
  ${names.map((name) => field(name.replace("userAttributes.", ""), name, { required: true }))}`;
}

const factors: Readonly<Record<string, string>> = {
  SOFTWARE_TOKEN_MFA: "Authenticator app",
  SMS_MFA: "Text message",
  EMAIL_OTP: "E-mail",
};

function choice(parameters: Readonly<Record<string, string>>): Html {
  const names: unknown = JSON.parse(parameters["MFAS_CAN_CHOOSE"] ?? "[]");
  return html`<fieldset>
    <legend>Choose one</legend>
    ${(Array.isArray(names) ? names.map(String) : []).map(
      (name, index) =>
        html`<p>
          <input
            id="${name}"
            type="radio"
            name="answer"
            value="${name}"
            required
            ${index === 0 && html`checked`}
          />
          <label for="${name}">${factors[name] ?? name}</label>
        </p>`,
    )}
  </fieldset>`;
}

/** The secret is asked for once, and shown until a code of it comes back. */
async function setup(visit: Visit, { session, parameters }: Challenge): Promise<Content> {
  const known = parameters["SECRET"];
  const made =
    known === undefined ? await visit.operate("AssociateSoftwareToken", { Session: session }) : {};
  const secret = known ?? String(made["SecretCode"]);
  return {
    title: "Set up an authenticator app",
    content: html`<p>Add this key to your authenticator app, then enter the code that it shows.</p>
      <p><code>${secret}</code></p>
      ${code("Code of your authenticator app")}`,
    ...(known === undefined && { session: String(made["Session"]) }),
    parameters: { SECRET: secret },
  };
}

function readChallenge(challenge: object): Challenge {
  const { ChallengeName, Session, ChallengeParameters } = challenge as Record<string, unknown>;
  const parameters = isJsonObject(ChallengeParameters) ? ChallengeParameters : {};
  return {
    name: String(ChallengeName),
    session: String(Session),
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, String(value)]),
    ),
  };
}

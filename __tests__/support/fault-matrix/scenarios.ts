import {
  AdminCreateUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { changedEmail, type Cell, type Deployment } from "./deployment";

/** What the client gets back from the call under test. */
export type Answer = object;

/** The way to one trigger source. */
export interface Scenario {
  /** Everything before the call that raises the event; what it returns, `act` is given. */
  readonly prepare?: (at: Deployment, cell: Cell) => Promise<string>;
  /** The client's call that raises the event. */
  readonly act: (at: Deployment, cell: Cell, prepared: string) => Promise<Answer>;
  /** The client's call, in the document's words. */
  readonly call: string;
  /** Whether it leaves its user as they are, so that one user does for many. */
  readonly isRegular?: true;
  /** The user's name at the pool; default: the e-mail address. */
  readonly username?: (cell: Cell) => string;
}

const password = "Correct-Horse-9";
const provider = "Example";

const signUp = ({ cognito, clientId }: Deployment, { email }: Cell) =>
  cognito.send(new SignUpCommand({ ClientId: clientId, Username: email, Password: password }));

const confirm = ({ cognito, clientId }: Deployment, { email }: Cell) =>
  cognito.send(
    new ConfirmSignUpCommand({ ClientId: clientId, Username: email, ConfirmationCode: "123456" }),
  );

const signIn = ({ cognito, clientId }: Deployment, { email }: Cell) =>
  cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );

const forgotPassword = ({ cognito, clientId }: Deployment, { email }: Cell) =>
  cognito.send(new ForgotPasswordCommand({ ClientId: clientId, Username: email }));

const customAuth = ({ cognito, clientId }: Deployment, { email }: Cell) =>
  cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "CUSTOM_AUTH",
      AuthParameters: { USERNAME: email },
    }),
  );

async function signedUp(at: Deployment, cell: Cell): Promise<string> {
  await signUp(at, cell);
  return "";
}

async function confirmed(at: Deployment, cell: Cell): Promise<string> {
  await signUp(at, cell);
  await confirm(at, cell);
  return "";
}

/** Somebody who has been here before. */
async function regular(at: Deployment, cell: Cell): Promise<string> {
  const made = at.regulars.get(cell.email) ?? confirmed(at, cell);
  at.regulars.set(cell.email, made);
  await made;
  return "";
}

async function signedIn(at: Deployment, cell: Cell): Promise<string> {
  await confirmed(at, cell);
  return (await signIn(at, cell)).AuthenticationResult?.AccessToken ?? "";
}

async function invited(at: Deployment, { email }: Cell): Promise<Answer> {
  return at.cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: at.outputs.user_pool_id,
      Username: email,
      TemporaryPassword: password,
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
      ],
    }),
  );
}

async function federated(at: Deployment, { email }: Cell): Promise<Answer> {
  return post(at, "federated-sign-in", "POST", {
    userPoolId: at.outputs.user_pool_id,
    clientId: at.clientId,
    providerName: provider,
    providerUserId: email,
    attributes: { email, email_verified: "true" },
  });
}

async function elsewhere(at: Deployment, { email }: Cell): Promise<string> {
  await post(at, "directory/users", "PUT", {
    username: email,
    password,
    attributes: { email, email_verified: "true" },
  });
  return "";
}

async function post(
  at: Deployment,
  path: string,
  method: "POST" | "PUT",
  body: object,
): Promise<Answer> {
  const response = await fetch(`${at.run.aws.endpoint}/_gatehouse/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const answer = (text === "" ? {} : JSON.parse(text)) as {
    readonly __type?: string;
    readonly message?: string;
  };
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.message ?? text), { name: answer.__type ?? "Error" });
}

const asksForEmailCode = (at: Deployment, { email }: Cell) =>
  at.cognito.send(
    new AdminSetUserMFAPreferenceCommand({
      UserPoolId: at.outputs.user_pool_id,
      Username: email,
      EmailMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );

const changeEmail = (at: Deployment, cell: Cell, accessToken: string) =>
  at.cognito.send(
    new UpdateUserAttributesCommand({
      AccessToken: accessToken,
      UserAttributes: [{ Name: "email", Value: changedEmail(cell) }],
    }),
  );

const verifyEmail = ({ cognito }: Deployment, _cell: Cell, accessToken: string) =>
  cognito.send(
    new GetUserAttributeVerificationCodeCommand({
      AccessToken: accessToken,
      AttributeName: "email",
    }),
  );

const resendCode = ({ cognito, clientId }: Deployment, { email }: Cell) =>
  cognito.send(new ResendConfirmationCodeCommand({ ClientId: clientId, Username: email }));

/** By e-mail, whoever words or sends it. */
const messages = {
  SignUp: { call: "SignUp", act: signUp },
  AdminCreateUser: { call: "AdminCreateUser", act: invited },
  ResendCode: { call: "ResendConfirmationCode", prepare: signedUp, act: resendCode },
  ForgotPassword: { call: "ForgotPassword", prepare: confirmed, act: forgotPassword },
  UpdateUserAttribute: { call: "UpdateUserAttributes", prepare: signedIn, act: changeEmail },
  VerifyUserAttribute: {
    call: "GetUserAttributeVerificationCode",
    prepare: signedIn,
    act: verifyEmail,
  },
  Authentication: {
    call: "InitiateAuth, with a code as second factor",
    async prepare(at, cell) {
      await confirmed(at, cell);
      await asksForEmailCode(at, cell);
      return "";
    },
    act: signIn,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

const signsIn = {
  call: "InitiateAuth",
  isRegular: true,
  prepare: regular,
  act: signIn,
} as const satisfies Scenario;

const federatedUser = ({ email }: Cell) => `${provider}_${email}`;

/** The ways to every source of an environment that lets Cognito send. */
export const localScenarios: Readonly<Record<string, Scenario>> = {
  PreSignUp_SignUp: messages.SignUp,
  PreSignUp_AdminCreateUser: messages.AdminCreateUser,
  PreSignUp_ExternalProvider: {
    call: "a first federated sign-in",
    act: federated,
    username: federatedUser,
  },
  PostConfirmation_ConfirmSignUp: { call: "ConfirmSignUp", prepare: signedUp, act: confirm },
  PostConfirmation_ConfirmForgotPassword: {
    call: "ConfirmForgotPassword",
    async prepare(at, cell) {
      await confirmed(at, cell);
      await forgotPassword(at, cell);
      return "";
    },
    act: ({ cognito, clientId }, { email }) =>
      cognito.send(
        new ConfirmForgotPasswordCommand({
          ClientId: clientId,
          Username: email,
          ConfirmationCode: "123456",
          Password: `${password}-new`,
        }),
      ),
  },
  UserMigration_Authentication: {
    call: "InitiateAuth of a user of the old directory",
    prepare: elsewhere,
    act: signIn,
  },
  UserMigration_ForgotPassword: {
    call: "ForgotPassword of a user of the old directory",
    prepare: elsewhere,
    act: forgotPassword,
  },
  PreAuthentication_Authentication: signsIn,
  PostAuthentication_Authentication: signsIn,
  TokenGeneration_HostedAuth: {
    call: "a second federated sign-in",
    async prepare(at, cell) {
      await federated(at, cell);
      return "";
    },
    act: federated,
    username: federatedUser,
  },
  TokenGeneration_Authentication: signsIn,
  TokenGeneration_NewPasswordChallenge: {
    call: "RespondToAuthChallenge with a first password",
    async prepare(at, cell) {
      await invited(at, cell);
      return (await signIn(at, cell)).Session ?? "";
    },
    act: ({ cognito, clientId }, { email }, session) =>
      cognito.send(
        new RespondToAuthChallengeCommand({
          ClientId: clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session: session,
          ChallengeResponses: { USERNAME: email, NEW_PASSWORD: `${password}-new` },
        }),
      ),
  },
  TokenGeneration_RefreshTokens: {
    call: "InitiateAuth with a refresh token",
    async prepare(at, cell) {
      await confirmed(at, cell);
      return (await signIn(at, cell)).AuthenticationResult?.RefreshToken ?? "";
    },
    act: ({ cognito, clientId }, _cell, refreshToken) =>
      cognito.send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN: refreshToken },
        }),
      ),
  },
  TokenGeneration_ClientCredentials: {
    call: "POST /oauth2/token of a machine",
    prepare: machineClient,
    act: machineToken,
  },
  ...named("CustomMessage", messages),
  DefineAuthChallenge_Authentication: {
    call: "InitiateAuth by one-time code",
    isRegular: true,
    prepare: regular,
    act: customAuth,
  },
  CreateAuthChallenge_Authentication: {
    call: "InitiateAuth by one-time code",
    isRegular: true,
    prepare: regular,
    act: customAuth,
  },
  VerifyAuthChallengeResponse_Authentication: {
    call: "RespondToAuthChallenge with the right code",
    isRegular: true,
    async prepare(at, cell) {
      await regular(at, cell);
      const { Session = "" } = await customAuth(at, cell);
      const sent = at.messages.findLast(({ to, via }) => to === cell.email && via === "ses");
      return JSON.stringify({ session: Session, code: /\d{6,}/.exec(sent?.body ?? "")?.[0] ?? "" });
    },
    act: ({ cognito, clientId }, { email }, prepared) => {
      const { session, code } = JSON.parse(prepared) as { session: string; code: string };
      return cognito.send(
        new RespondToAuthChallengeCommand({
          ClientId: clientId,
          ChallengeName: "CUSTOM_CHALLENGE",
          Session: session,
          ChallengeResponses: { USERNAME: email, ANSWER: code },
        }),
      );
    },
  },
};

const byPhone = async (at: Deployment, cell: Cell): Promise<void> => {
  await confirmed(at, cell);
  await at.cognito.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: at.outputs.user_pool_id,
      Username: cell.email,
      UserAttributes: [
        { Name: "phone_number", Value: cell.phone },
        { Name: "phone_number_verified", Value: "true" },
      ],
    }),
  );
};

/** The ways to the sources of an environment with senders of its own. */
export const senderScenarios: Readonly<Record<string, Scenario>> = {
  ...named("CustomEmailSender", messages),
  CustomSMSSender_AdminCreateUser: {
    call: "AdminCreateUser, invited by text message",
    act: ({ cognito, outputs }, { email, phone }) =>
      cognito.send(
        new AdminCreateUserCommand({
          UserPoolId: outputs.user_pool_id,
          Username: email,
          DesiredDeliveryMediums: ["SMS"],
          UserAttributes: [
            { Name: "email", Value: email },
            { Name: "phone_number", Value: phone },
          ],
        }),
      ),
  },
  CustomSMSSender_VerifyUserAttribute: {
    call: "GetUserAttributeVerificationCode of the phone number",
    async prepare(at, cell) {
      await byPhone(at, cell);
      return (await signIn(at, cell)).AuthenticationResult?.AccessToken ?? "";
    },
    act: ({ cognito }, _cell, accessToken) =>
      cognito.send(
        new GetUserAttributeVerificationCodeCommand({
          AccessToken: accessToken,
          AttributeName: "phone_number",
        }),
      ),
  },
  CustomSMSSender_Authentication: {
    call: "InitiateAuth, with a code by text message as second factor",
    async prepare(at, cell) {
      await byPhone(at, cell);
      await at.cognito.send(
        new AdminSetUserMFAPreferenceCommand({
          UserPoolId: at.outputs.user_pool_id,
          Username: cell.email,
          SMSMfaSettings: { Enabled: true, PreferredMfa: true },
        }),
      );
      return "";
    },
    act: signIn,
  },
};

/** Sources that this project's pools do not raise, each with the reason. */
export const notRaised: Readonly<Record<string, string>> = {
  TokenGeneration_AuthenticateDevice: "the pool remembers no devices",
  CustomEmailSender_AccountTakeOverNotification:
    "the local AWS has no threat protection; the function is tested with the event itself",
  CustomSMSSender_SignUp: "the pool verifies e-mail addresses only",
  CustomSMSSender_ResendCode: "the pool verifies e-mail addresses only",
  CustomSMSSender_ForgotPassword: "the pool recovers accounts by e-mail only",
  CustomSMSSender_UpdateUserAttribute: "the pool verifies e-mail addresses only",
};

/**
 * Sources that meet the faults every night only. Another source of the same function, delivered in the same
 * way, meets them with every change; how these are raised and answered, tests of the local AWS and of the
 * functions say.
 */
export const nightly: readonly string[] = [
  "PreSignUp_AdminCreateUser",
  "UserMigration_ForgotPassword",
  ...["HostedAuth", "NewPasswordChallenge", "RefreshTokens"].map(
    (reason) => `TokenGeneration_${reason}`,
  ),
  ...Object.keys(messages).flatMap((reason) => [
    ...(reason === "SignUp" ? [] : [`CustomMessage_${reason}`, `CustomEmailSender_${reason}`]),
  ]),
  ...["AdminCreateUser", "VerifyUserAttribute"].map((reason) => `CustomSMSSender_${reason}`),
];

function named(
  trigger: string,
  scenarios: Readonly<Record<string, Scenario>>,
): Record<string, Scenario> {
  return Object.fromEntries(
    Object.entries(scenarios).map(([reason, scenario]) => [`${trigger}_${reason}`, scenario]),
  );
}

/** A client of the cell's own, since no user tells one machine's event from another's. */
async function machineClient({ cognito, outputs }: Deployment, cell: Cell): Promise<string> {
  const api = `api-${cell.phone.slice(1)}`;
  const pool = { UserPoolId: outputs.user_pool_id };
  await cognito.send(
    new CreateResourceServerCommand({
      ...pool,
      Identifier: api,
      Name: api,
      Scopes: [{ ScopeName: "read", ScopeDescription: "Read" }],
    }),
  );
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      ...pool,
      ClientName: api,
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["client_credentials"],
      AllowedOAuthScopes: [`${api}/read`],
    }),
  );
  cell.clientId = UserPoolClient?.ClientId ?? "";
  return `${cell.clientId}:${UserPoolClient?.ClientSecret ?? ""}`;
}

async function machineToken(at: Deployment, _cell: Cell, credentials: string): Promise<Answer> {
  const response = await fetch(`${at.run.aws.endpoint}/oauth2/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const answer = (await response.json()) as { readonly error?: string };
  if (response.ok) return { AuthenticationResult: answer };
  throw Object.assign(new Error("the endpoint says no more"), { name: answer.error ?? "Error" });
}

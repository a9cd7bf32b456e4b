import { z } from "zod";
import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { allowsFlow, checkSecretHash, hidesUsers, rotates } from "../pools/app-clients";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { refresh } from "../tokens/refresh-tokens";
import { afterPassword } from "./after-password";
import { signInAfterSignUp } from "./after-sign-up";
import type { Attempt } from "./attempt";
import { askPreAuthentication } from "./authentication-events";
import { checkAttempts } from "./password-attempts";
import { beginByChoice } from "./choice";
import { nextRound } from "./custom-auth";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { passwordVerifier } from "./password-verifier";
import {
  invalidParameter,
  notConfirmed,
  required,
  resetRequired,
  unknownUser,
  userDisabled,
  wrongPassword,
} from "../refusals";
import { migrateUser } from "./user-migration";

const flow = z.enum([
  "USER_SRP_AUTH",
  "REFRESH_TOKEN_AUTH",
  "REFRESH_TOKEN",
  "CUSTOM_AUTH",
  "ADMIN_NO_SRP_AUTH",
  "USER_PASSWORD_AUTH",
  "ADMIN_USER_PASSWORD_AUTH",
  "USER_AUTH",
]);
type Flow = z.output<typeof flow>;

const schema = z.object({
  ClientId: input.clientId,
  AuthFlow: flow,
  AuthParameters: z.record(z.string(), z.string()).default({}),
  ClientMetadata: input.metadata,
  Session: z.string().optional(),
});
const adminSchema = schema.extend({ UserPoolId: input.userPoolId });

type SignInCall = Call<z.output<typeof schema>>;

const refreshFlows: readonly Flow[] = ["REFRESH_TOKEN", "REFRESH_TOKEN_AUTH"];
const adminFlows: readonly Flow[] = ["ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"];

/** Flows in which Cognito sees the password, and so can show it to the user migration trigger. */
const passwordFlows: readonly Flow[] = ["USER_PASSWORD_AUTH", ...adminFlows];

/**
 * InitiateAuth. The gateway signs users in itself: moto knows no triggers, no SRP, and takes any
 * flow for any client.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */
export function initiateAuth(cognito: Cognito): Operation {
  return operation(cognito, "InitiateAuth", schema, async (call) => {
    const { ClientId, AuthFlow } = call.input;
    if (adminFlows.includes(AuthFlow)) {
      throw invalidParameter("Initiate Auth method not supported.");
    }
    return begin(cognito, call, await call.pools.client(ClientId));
  });
}

/**
 * AdminInitiateAuth.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html
 */
export function adminInitiateAuth(cognito: Cognito): Operation {
  return operation(cognito, "AdminInitiateAuth", adminSchema, async (call) => {
    const { ClientId, UserPoolId, AuthFlow } = call.input;
    if (AuthFlow === "USER_PASSWORD_AUTH") {
      throw invalidParameter("Initiate Auth method not supported.");
    }
    return begin(cognito, call, await call.pools.clientIn(UserPoolId, ClientId));
  });
}

async function begin(cognito: Cognito, call: SignInCall, at: ClientOfPool): Promise<object> {
  const { AuthFlow, AuthParameters, ClientMetadata } = call.input;
  checkFlow(at.client, AuthFlow);
  if (refreshFlows.includes(AuthFlow)) return signInAgain(cognito, call, at);
  const login = required(AuthParameters, "USERNAME");
  checkParameters(call.input);
  checkSecretHash(at.client, login, AuthParameters["SECRET_HASH"]);
  return signIn(cognito, call, at, {
    flow: AuthFlow,
    parameters: AuthParameters,
    session: call.input.Session,
    clientMetadata: ClientMetadata,
  });
}

function checkFlow(client: UserPoolClientType, flow: Flow): void {
  switch (flow) {
    case "REFRESH_TOKEN":
    case "REFRESH_TOKEN_AUTH":
      // Cognito gives refresh tokens to every client, whether or not it lists the flow.
      if (!rotates(client)) return;
      throw invalidParameter(`${flow} is not enabled for the client.`);
    case "ADMIN_NO_SRP_AUTH":
    case "ADMIN_USER_PASSWORD_AUTH":
      if (adminFlows.some((name) => allowsFlow(client, name))) return;
      throw invalidParameter("Auth flow not enabled for this client");
    case "USER_PASSWORD_AUTH":
      if (allowsFlow(client, flow)) return;
      throw invalidParameter("USER_PASSWORD_AUTH flow not enabled for this client");
    default:
      if (allowsFlow(client, flow)) return;
      throw invalidParameter(`${flow} is not enabled for the client.`);
  }
}

/** How a sign-in begins. */
export interface SignInStart {
  readonly flow: Flow;
  /** `AuthParameters`, complete for the flow. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Of a sign-up that has just ended. */
  readonly session?: string | undefined;
  readonly give?: Attempt["give"];
}

/**
 * Begins a sign-in of which the client is known: by the API, or at the pool's own pages.
 *
 * @throws {@link CognitoError} as InitiateAuth does.
 */
export async function signIn(
  cognito: Cognito,
  call: Attempt["call"],
  at: ClientOfPool,
  start: SignInStart,
): Promise<object> {
  const { flow, parameters, clientMetadata, give } = start;
  const login = required(parameters, "USERNAME");
  const user =
    (await call.pools.find(at.pool, login)) ?? (await migrated(cognito, call, at, start));
  if (user === undefined && !hidesUsers(at.client)) throw unknownUser();
  await askPreAuthentication(cognito.triggers, {
    pool: at.pool,
    clientId: at.client.ClientId ?? "",
    user,
    login,
    validationData: clientMetadata,
  });
  if (user !== undefined) refuseUnable(at, user, flow);
  const attempt = { cognito, call, at, give, deviceKey: parameters["DEVICE_KEY"] };
  const clientValue = parameters["SRP_A"];
  if (flow === "CUSTOM_AUTH") {
    const withPassword = parameters["CHALLENGE_NAME"] === "SRP_A";
    return nextRound(
      { ...attempt, user, login, ...(withPassword && { clientValue }) },
      withPassword ? [{ challengeName: "SRP_A", challengeResult: true }] : [],
    );
  }
  if (flow === "USER_SRP_AUTH") {
    return passwordVerifier(cognito, at, { user, login, clientValue: clientValue ?? "" });
  }
  if (flow === "USER_AUTH") {
    const choosing = { ...attempt, user, login };
    return start.session === undefined
      ? beginByChoice(choosing, parameters)
      : signInAfterSignUp(choosing, start.session, parameters);
  }
  const password = required(parameters, "PASSWORD");
  if (user === undefined) throw wrongPassword();
  const isRight = cognito.passwords.check(at.pool, user.username, password);
  checkAttempts(cognito, at, user, isRight);
  return afterPassword({ ...attempt, user });
}

/** @throws {@link CognitoError} `InvalidParameterException` naming the first that is missing. */
function checkParameters({ AuthFlow, AuthParameters }: SignInCall["input"]): void {
  if (AuthFlow === "USER_SRP_AUTH" || AuthParameters["CHALLENGE_NAME"] === "SRP_A") {
    required(AuthParameters, "SRP_A");
  }
  if (passwordFlows.includes(AuthFlow)) required(AuthParameters, "PASSWORD");
}

/**
 * @throws {@link CognitoError} for a user who cannot sign in, whatever they know. That a user is
 *   unconfirmed AWS tells whoever asks (https://github.com/aws-amplify/amplify-js/issues/11209); by
 *   SRP only in the answer to the proof.
 */
function refuseUnable({ client }: ClientOfPool, { enabled, status }: PoolUser, flow: Flow): void {
  const hasPassword = flow === "USER_SRP_AUTH" || passwordFlows.includes(flow);
  // To who may not learn that there is such a user, the password comes first.
  if (!enabled && !(hasPassword && hidesUsers(client))) throw userDisabled();
  // By choice, a code may do instead of the password.
  if (status === "RESET_REQUIRED" && flow !== "USER_AUTH") throw resetRequired();
  if (status === "UNCONFIRMED" && flow !== "USER_SRP_AUTH") throw notConfirmed();
}

async function migrated(
  cognito: Cognito,
  call: Attempt["call"],
  at: ClientOfPool,
  { flow, parameters, clientMetadata }: SignInStart,
): Promise<PoolUser | undefined> {
  if (!passwordFlows.includes(flow)) return undefined;
  return migrateUser(cognito, call, at, required(parameters, "USERNAME"), {
    source: "UserMigration_Authentication",
    password: required(parameters, "PASSWORD"),
    validationData: clientMetadata,
  });
}

async function signInAgain(cognito: Cognito, call: SignInCall, at: ClientOfPool): Promise<object> {
  const { AuthParameters } = call.input;
  const AuthenticationResult = await refresh(call, cognito, at, {
    refreshToken: required(AuthParameters, "REFRESH_TOKEN"),
    deviceKey: AuthParameters["DEVICE_KEY"],
    // Here the proof is made of the name in the tokens: no other name is sent.
    checkProof: (username) => {
      checkSecretHash(at.client, username, AuthParameters["SECRET_HASH"]);
    },
  });
  return { ChallengeParameters: {}, AuthenticationResult };
}

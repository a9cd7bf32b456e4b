import { z } from "zod";
import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { allowsFlow, checkSecretHash, hidesUsers, secretHashFor } from "./app-clients";
import { CognitoError } from "./cognito-error";
import type { CognitoMemory } from "./cognito-memory";
import * as input from "./input";
import { operation, type Call, type Cognito, type Operation } from "./operation";
import { refresh } from "./refresh-tokens";
import { nameInTokens } from "./token-names";
import { attributeList, attributeRecord, type ClientOfPool, type PoolUser } from "./user-pools";

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
});
const adminSchema = schema.extend({ UserPoolId: input.userPoolId });

type SignInCall = Call<z.output<typeof schema>>;

const refreshFlows: readonly Flow[] = ["REFRESH_TOKEN", "REFRESH_TOKEN_AUTH"];
const adminFlows: readonly Flow[] = ["ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"];

/**
 * InitiateAuth. moto takes any flow for any client, and knows neither hidden users nor reset
 * passwords. The password itself moto checks.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */
export function initiateAuth(cognito: Cognito): Operation {
  return operation(cognito, "InitiateAuth", schema, async (call) => {
    const { ClientId, AuthFlow } = call.input;
    if (adminFlows.includes(AuthFlow)) throw invalid("Initiate Auth method not supported.");
    const at = await call.pools.client(ClientId);
    checkFlow(at.client, AuthFlow);
    return refreshFlows.includes(AuthFlow)
      ? signInAgain(call, cognito.memory, at)
      : signIn(call, at);
  });
}

/**
 * AdminInitiateAuth. Besides what it shares with InitiateAuth, moto lets unconfirmed users in.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html
 */
export function adminInitiateAuth(cognito: Cognito): Operation {
  return operation(cognito, "AdminInitiateAuth", adminSchema, async (call) => {
    const { ClientId, UserPoolId, AuthFlow } = call.input;
    if (AuthFlow === "USER_PASSWORD_AUTH") throw invalid("Initiate Auth method not supported.");
    const at = await call.pools.client(ClientId);
    if (at.pool.Id !== UserPoolId) {
      throw new CognitoError(
        "ResourceNotFoundException",
        `User pool client ${ClientId} does not exist.`,
      );
    }
    checkFlow(at.client, AuthFlow);
    return refreshFlows.includes(AuthFlow)
      ? signInAgain(call, cognito.memory, at)
      : signIn(call, at);
  });
}

function checkFlow(client: UserPoolClientType, flow: Flow): void {
  switch (flow) {
    case "REFRESH_TOKEN":
    case "REFRESH_TOKEN_AUTH":
      return; // Cognito gives refresh tokens to every client, whether or not it lists the flow.
    case "ADMIN_NO_SRP_AUTH":
    case "ADMIN_USER_PASSWORD_AUTH":
      if (adminFlows.some((name) => allowsFlow(client, name))) return;
      throw invalid("Auth flow not enabled for this client");
    case "USER_PASSWORD_AUTH":
      if (allowsFlow(client, flow)) return;
      throw invalid("USER_PASSWORD_AUTH flow not enabled for this client");
    default:
      if (allowsFlow(client, flow)) return;
      throw invalid(`${flow} is not enabled for the client.`);
  }
}

async function signIn(call: SignInCall, at: ClientOfPool): Promise<object> {
  const { AuthFlow, AuthParameters } = call.input;
  const login = required(AuthParameters, "USERNAME");
  if (AuthFlow === "USER_SRP_AUTH") required(AuthParameters, "SRP_A");
  else if (AuthFlow !== "CUSTOM_AUTH") required(AuthParameters, "PASSWORD");
  checkSecretHash(at.client, login, AuthParameters["SECRET_HASH"]);
  const user = await call.pools.find(at.pool, login);
  if (user === undefined) {
    throw hidesUsers(at.client)
      ? wrongPassword()
      : new CognitoError("UserNotFoundException", "User does not exist.");
  }
  if (user.status === "RESET_REQUIRED") {
    throw new CognitoError(
      "PasswordResetRequiredException",
      "Password reset required for the user",
    );
  }
  const answer = await passOn(call, at, user);
  // Only now, since the password comes first: a stranger must not learn who is unconfirmed.
  if (user.status === "UNCONFIRMED") {
    throw new CognitoError("UserNotConfirmedException", "User is not confirmed.");
  }
  return { ChallengeParameters: {}, ...answer, ...newPasswordChallenge(at, user, answer) };
}

async function passOn(call: SignInCall, { pool, client }: ClientOfPool, user: PoolUser) {
  const name = nameInTokens(pool, client, user);
  try {
    return await call.resend({
      AuthParameters: {
        ...call.input.AuthParameters,
        USERNAME: name,
        SECRET_HASH: secretHashFor(client, name),
      },
    });
  } catch (error) {
    const isRefusal = error instanceof CognitoError && error.code === "NotAuthorizedException";
    if (isRefusal && error.message !== "User is disabled.") throw wrongPassword();
    throw error;
  }
}

async function signInAgain(
  call: SignInCall,
  memory: CognitoMemory,
  at: ClientOfPool,
): Promise<object> {
  const { AuthParameters } = call.input;
  const token = required(AuthParameters, "REFRESH_TOKEN");
  const { output, claims } = await refresh(call, memory, at, token);
  // Here the proof is made of the name in the tokens: no other name is sent.
  checkSecretHash(at.client, claims.username, AuthParameters["SECRET_HASH"]);
  return output;
}

/** moto leaves out what a client needs to ask its user for the new password. */
function newPasswordChallenge(
  { pool }: ClientOfPool,
  user: PoolUser,
  answer: Readonly<Record<string, unknown>>,
): object {
  if (answer["ChallengeName"] !== "NEW_PASSWORD_REQUIRED") return {};
  const userAttributes = attributeList(user.attributes).filter(({ Name }) => Name !== "sub");
  const missing = (pool.SchemaAttributes ?? []).filter(
    ({ Name = "", Required }) => Required === true && user.attributes[Name] === undefined,
  );
  return {
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing.map(({ Name }) => `userAttributes.${Name ?? ""}`)),
      userAttributes: JSON.stringify(attributeRecord(userAttributes)),
    },
  };
}

function required(parameters: Readonly<Record<string, string>>, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === "") throw invalid(`Missing required parameter ${name}`);
  return value;
}

function wrongPassword(): CognitoError {
  return new CognitoError("NotAuthorizedException", "Incorrect username or password.");
}

function invalid(message: string): CognitoError {
  return new CognitoError("InvalidParameterException", message);
}

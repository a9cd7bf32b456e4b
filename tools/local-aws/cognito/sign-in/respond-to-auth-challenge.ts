import { z } from "zod";
import { checkSecretHash } from "../pools/app-clients";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { afterPassword } from "./after-password";
import type { Attempt } from "./attempt";
import type { Challenge, ChallengeOf, SessionOwner } from "./challenge-sessions";
import { ask, choose } from "./choice";
import { checkCustomAnswer, nextRound } from "./custom-auth";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { checkSentCode, checkSoftwareToken, finishSetup, selectFactor } from "./mfa";
import { checkDevice, deviceVerifier } from "./device-challenge";
import { setNewPassword } from "./new-password";
import { checkPasskey } from "./passkey-challenge";
import { checkAttempts } from "./password-attempts";
import { isProven } from "./password-verifier";
import {
  invalidParameter,
  invalidSession,
  notConfirmed,
  required,
  userDisabled,
  wrongPassword,
} from "../refusals";

const schema = z.object({
  ClientId: input.clientId,
  ChallengeName: z.enum([
    "PASSWORD_VERIFIER",
    "NEW_PASSWORD_REQUIRED",
    "CUSTOM_CHALLENGE",
    "SOFTWARE_TOKEN_MFA",
    "SMS_MFA",
    "EMAIL_OTP",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "SELECT_CHALLENGE",
    "PASSWORD",
    "PASSWORD_SRP",
    "SMS_OTP",
    "WEB_AUTHN",
  ]),
  Session: z.string().min(20).max(2048).optional(),
  ChallengeResponses: z.record(z.string(), z.string()).default({}),
  ClientMetadata: input.metadata,
});
const adminSchema = schema.extend({ UserPoolId: input.userPoolId });

type ChallengeCall = Call<z.output<typeof schema>>;

/**
 * RespondToAuthChallenge.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export function respondToAuthChallenge(cognito: Cognito): Operation {
  return operation(cognito, "RespondToAuthChallenge", schema, async (call) =>
    respond(cognito, call, await call.pools.client(call.input.ClientId)),
  );
}

/**
 * AdminRespondToAuthChallenge.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html
 */
export function adminRespondToAuthChallenge(cognito: Cognito): Operation {
  return operation(cognito, "AdminRespondToAuthChallenge", adminSchema, async (call) => {
    const { ClientId, UserPoolId } = call.input;
    return respond(cognito, call, await call.pools.clientIn(UserPoolId, ClientId));
  });
}

function respond(cognito: Cognito, call: ChallengeCall, at: ClientOfPool): Promise<object> {
  const { ChallengeName, Session, ChallengeResponses, ClientMetadata } = call.input;
  const login = required(ChallengeResponses, "USERNAME");
  checkSecretHash(at.client, login, ChallengeResponses["SECRET_HASH"]);
  return answerChallenge(cognito, call, at, {
    name: ChallengeName,
    session: Session,
    responses: ChallengeResponses,
    clientMetadata: ClientMetadata,
  });
}

/** An answer to a challenge. */
export interface ChallengeAnswer {
  readonly name: Challenge["name"];
  readonly session: string | undefined;
  /** `ChallengeResponses`, `USERNAME` among them. */
  readonly responses: Readonly<Record<string, string>>;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly give?: Attempt["give"];
}

/**
 * Judges the answer to a challenge: of a client of the API, or at the pool's own pages.
 *
 * @throws {@link CognitoError} as RespondToAuthChallenge does.
 */
export function answerChallenge(
  cognito: Cognito,
  call: Attempt["call"],
  at: ClientOfPool,
  answer: ChallengeAnswer,
): Promise<object> {
  const { name, responses } = answer;
  const asked = { clientId: at.client.ClientId ?? "", name };
  const { challenges } = cognito.memory;
  if (answer.session === undefined && name !== "PASSWORD_VERIFIER") {
    // https://github.com/amazon-archives/amazon-cognito-identity-js/issues/627
    throw invalidParameter("Missing required parameter Session");
  }
  const session =
    answer.session ?? challenges.ofSecretBlock(responses["PASSWORD_CLAIM_SECRET_BLOCK"]);
  return challenges.answer(session, asked, async ({ owner, challenge }) => {
    const user = await ownerOf(call, at, owner, required(responses, "USERNAME"));
    return judge({ cognito, call, at, user, answer }, owner, challenge);
  });
}

/** @throws {@link CognitoError} `NotAuthorizedException` for a session of another user. */
async function ownerOf(
  call: Attempt["call"],
  { pool }: ClientOfPool,
  owner: SessionOwner,
  login: string,
): Promise<PoolUser | undefined> {
  if (owner.userNotFound) {
    if ([owner.username, owner.login].includes(login)) return undefined;
    throw invalidSession();
  }
  const user = await call.pools.find(pool, login);
  if (user?.username !== owner.username) throw invalidSession();
  return user;
}

/** A sign-in that may be acted out. */
interface Answering extends Omit<Attempt, "user" | "clientMetadata" | "give"> {
  readonly user: PoolUser | undefined;
  readonly answer: ChallengeAnswer;
}

async function judge(
  answering: Answering,
  owner: SessionOwner,
  challenge: Challenge,
): Promise<object> {
  const { at, user } = answering;
  const { responses, clientMetadata, give } = answering.answer;
  if (challenge.name === "CUSTOM_CHALLENGE") {
    const deviceKey = responses["DEVICE_KEY"];
    const attempt = { ...answering, login: owner.login, clientMetadata, deviceKey };
    return checkCustomAnswer(attempt, challenge, responses);
  }
  if (challenge.name === "PASSWORD_VERIFIER") {
    const isRight = isProven(at.pool, owner, challenge, responses);
    if (user === undefined) throw wrongPassword();
    if (user.status === "UNCONFIRMED") throw notConfirmed();
    checkAttempts(answering.cognito, at, user, isRight);
  }
  if (isOfChoice(challenge)) {
    const choosing = { ...answering, user, login: owner.login, clientMetadata, give };
    const attempt = { ...choosing, deviceKey: responses["DEVICE_KEY"] };
    return challenge.name === "SELECT_CHALLENGE"
      ? choose(attempt, responses)
      : ask(attempt, challenge.name, completed(challenge.name, responses));
  }
  // Nobody can have met any other challenge.
  if (user === undefined) throw invalidSession();
  // A user may have been disabled since the sign-in began.
  if (!user.enabled) throw userDisabled();
  const deviceKey = responses["DEVICE_KEY"];
  const attempt = { ...answering, user, clientMetadata, give, deviceKey };
  switch (challenge.name) {
    case "PASSWORD_VERIFIER": {
      const proven = { challengeName: challenge.name, challengeResult: true };
      return challenge.rounds === undefined
        ? afterPassword(attempt)
        : nextRound({ ...attempt, login: owner.login }, [...challenge.rounds, proven]);
    }
    case "DEVICE_SRP_AUTH":
      return deviceVerifier(attempt, challenge, responses);
    case "DEVICE_PASSWORD_VERIFIER":
      return checkDevice(attempt, challenge, responses);
    case "NEW_PASSWORD_REQUIRED":
      return setNewPassword(attempt, responses);
    case "SOFTWARE_TOKEN_MFA":
      return checkSoftwareToken(attempt, responses);
    case "WEB_AUTHN":
      return checkPasskey(attempt, challenge, responses);
    case "SMS_MFA":
    case "SMS_OTP":
    case "EMAIL_OTP":
      return checkSentCode(attempt, challenge, responses);
    case "SELECT_MFA_TYPE":
      return selectFactor(attempt, challenge, responses);
    case "MFA_SETUP":
      return finishSetup(attempt, challenge, responses);
    case "SIGNED_UP":
      throw invalidSession();
  }
}

function isOfChoice(
  challenge: Challenge,
): challenge is ChallengeOf<"SELECT_CHALLENGE" | "PASSWORD" | "PASSWORD_SRP"> {
  return ["SELECT_CHALLENGE", "PASSWORD", "PASSWORD_SRP"].includes(challenge.name);
}

/** Asked for by name, it is not asked for again. */
function completed(name: "PASSWORD" | "PASSWORD_SRP", responses: ChallengeAnswer["responses"]) {
  required(responses, name === "PASSWORD" ? "PASSWORD" : "SRP_A");
  return responses;
}

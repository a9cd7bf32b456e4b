import { z } from "zod";
import type { JsonObject } from "../../json-protocol";
import type { Call, Cognito } from "../operation";
import { functionOf, type TriggerName } from "../triggers";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { afterFactors } from "./device-challenge";
import { attributesInEvent, type Metadata } from "./authentication-events";
import type { ChallengeOf, CustomRound } from "./challenge-sessions";
import { passwordVerifier, standInFor } from "./password-verifier";
import { invalidParameter, required, unrecognizableAnswer, wrongPassword } from "../refusals";

/** A custom sign-in under way, in one call of the client. */
export interface CustomAttempt {
  readonly cognito: Cognito;
  readonly call: Pick<Call<unknown>, "moto" | "pools">;
  readonly at: ClientOfPool;
  /** `undefined` for a user who does not exist, which must not be seen. */
  readonly user: PoolUser | undefined;
  /** The name that the client sent, or the session's. */
  readonly login: string;
  /** `SRP_A`, where the sign-in begins with a password. */
  readonly clientValue?: string | undefined;
  readonly clientMetadata?: Metadata;
  readonly deviceKey?: string | undefined;
}

const text = z.record(z.string(), z.string()).nullish();
const definition = z.object({
  challengeName: z.string().nullish(),
  issueTokens: z.boolean().nullish(),
  failAuthentication: z.boolean().nullish(),
});
const creation = z.object({
  publicChallengeParameters: text,
  privateChallengeParameters: text,
  challengeMetadata: z.string().nullish(),
});
const verification = z.object({ answerCorrect: z.boolean() });

/**
 * Asks the pool what comes next: a challenge, tokens, or the end.
 *
 * @throws {@link CognitoError} `NotAuthorizedException` when the pool's function fails the sign-in,
 *   `InvalidParameterException` for a pool without the functions, `InvalidLambdaResponseException`
 *   when a function answers with none of the three.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export async function nextRound(
  attempt: CustomAttempt,
  rounds: readonly CustomRound[],
): Promise<object> {
  const request = { ...commonRequest(attempt), session: rounds };
  const response = { challengeName: null, issueTokens: null, failAuthentication: null };
  const next = await ask(attempt, "DefineAuthChallenge", definition, { request, response });
  if (next.failAuthentication === true) throw wrongPassword();
  if (next.issueTokens === true) {
    const { user } = attempt;
    // Whatever the function thinks: there is nobody to sign in.
    if (user === undefined) throw wrongPassword();
    return afterFactors({ ...attempt, user }, "TokenGeneration_Authentication");
  }
  if (next.challengeName === "CUSTOM_CHALLENGE") return customChallenge(attempt, rounds);
  const { clientValue } = attempt;
  if (next.challengeName === "PASSWORD_VERIFIER" && clientValue !== undefined) {
    return passwordVerifier(attempt.cognito, attempt.at, { ...attempt, clientValue, rounds });
  }
  throw unrecognizableAnswer();
}

/** Judges the answer to CUSTOM_CHALLENGE by the pool's function, and goes on. */
export async function checkCustomAnswer(
  attempt: CustomAttempt,
  challenge: ChallengeOf<"CUSTOM_CHALLENGE">,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  const request = {
    ...commonRequest(attempt),
    privateChallengeParameters: challenge.privateParameters,
    challengeAnswer: required(responses, "ANSWER"),
  };
  const { answerCorrect } = await ask(attempt, "VerifyAuthChallengeResponse", verification, {
    request,
    response: { answerCorrect: null },
  });
  const round = {
    challengeName: challenge.name,
    challengeResult: answerCorrect,
    challengeMetadata: challenge.metadata,
  };
  return nextRound(attempt, [...challenge.rounds, round]);
}

async function customChallenge(
  attempt: CustomAttempt,
  rounds: readonly CustomRound[],
): Promise<object> {
  const { cognito, at, user, login } = attempt;
  const name = "CUSTOM_CHALLENGE";
  const created = await ask(attempt, "CreateAuthChallenge", creation, {
    request: { ...commonRequest(attempt), challengeName: name, session: rounds },
    response: {
      publicChallengeParameters: null,
      privateChallengeParameters: null,
      challengeMetadata: null,
    },
  });
  const username = user?.username ?? standInFor(at.pool, login);
  const owner = {
    clientId: at.client.ClientId ?? "",
    username,
    login,
    userNotFound: user === undefined,
  };
  const challenge = {
    name: "CUSTOM_CHALLENGE" as const,
    rounds,
    privateParameters: created.privateChallengeParameters ?? {},
    metadata: created.challengeMetadata ?? undefined,
  };
  return {
    ChallengeName: name,
    Session: cognito.memory.challenges.start(owner, challenge, at.client.AuthSessionValidity),
    ChallengeParameters: { USERNAME: username, ...created.publicChallengeParameters },
  };
}

function commonRequest({ user, clientMetadata }: CustomAttempt): object {
  return {
    userAttributes: attributesInEvent(user),
    userNotFound: user === undefined,
    ...(clientMetadata && { clientMetadata }),
  };
}

/** Calls one of the three functions, all of which the flow needs. */
async function ask<Schema extends z.ZodType>(
  { cognito, at, user, login }: CustomAttempt,
  trigger: TriggerName,
  schema: Schema,
  { request, response }: { readonly request: object; readonly response: JsonObject },
): Promise<z.output<Schema>> {
  if (functionOf(at.pool, trigger) === undefined) {
    throw invalidParameter("Custom auth lambda trigger is not configured for the user pool.");
  }
  const answer = await cognito.triggers.fire({
    pool: at.pool,
    trigger,
    source: `${trigger}_Authentication`,
    userName: user?.username ?? login,
    clientId: at.client.ClientId ?? "",
    request,
    response,
  });
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw unrecognizableAnswer();
  return parsed.data;
}

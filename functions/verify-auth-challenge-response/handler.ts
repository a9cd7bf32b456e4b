import type { VerifyAuthChallengeResponseEvent } from "../shared/events/auth-challenges";
import { proves } from "../shared/one-time-code/code-proof";

/** What the handler works with. */
export interface VerifyAuthChallengeCollaborators {
  readonly clock: () => Date;
}

/**
 * Makes the verify auth challenge response trigger of sign-in by one-time code: the answer is right if
 * it is the code, the code is still good, and the pool knows the user. Each answer takes the same time.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 */
export function createHandler({ clock }: VerifyAuthChallengeCollaborators) {
  return async (
    event: VerifyAuthChallengeResponseEvent,
  ): Promise<VerifyAuthChallengeResponseEvent> => {
    event.response.answerCorrect = false;
    const { privateChallengeParameters, challengeAnswer, userNotFound } = event.request;
    const proof: unknown = privateChallengeParameters?.["proof"];
    const answer: unknown = challengeAnswer;
    const isRight = await proves(
      typeof proof === "string" ? proof : "",
      // People copy codes with the blanks around them.
      typeof answer === "string" && answer.length <= LONGEST_ANSWER ? answer.trim() : "",
      clock(),
    );
    event.response.answerCorrect = isRight && userNotFound !== true;
    return event;
  };
}

/** In characters: a longer one is wrong, and not worth hashing. */
const LONGEST_ANSWER = 64;

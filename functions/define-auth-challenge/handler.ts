import type { DefineAuthChallengeEvent } from "../shared/events/auth-challenges";
import { ATTEMPTS } from "../shared/one-time-code/challenge";

/**
 * Makes the define auth challenge trigger of sign-in by one-time code: a code is asked for, three
 * times at most, and whoever gave the right one gets tokens. It fails closed: a session with any other
 * challenge in it (`SRP_A`, `PASSWORD_VERIFIER`, a second factor) ends, whatever its result, since a
 * right password is no right code. So does the session of a user whom the pool does not know, after
 * the same three attempts.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export function createHandler() {
  return (event: DefineAuthChallengeEvent): Promise<DefineAuthChallengeEvent> => {
    // Whatever is wrong with the event, without a clear case for tokens there are none.
    event.response.issueTokens = false;
    event.response.failAuthentication = true;

    const session: unknown = event.request.session;
    if (!Array.isArray(session) || session.length > ATTEMPTS) return Promise.resolve(event);
    const answers = (session as DefineAuthChallengeEvent["request"]["session"]).map((entry) =>
      entry.challengeName === "CUSTOM_CHALLENGE" ? entry.challengeResult : "not ours",
    );
    const [last] = answers.slice(-1);
    const before = answers.slice(0, -1);
    if (before.some((answer) => answer !== false)) return Promise.resolve(event);

    if (last === true && event.request.userNotFound !== true) {
      event.response.issueTokens = true;
      event.response.failAuthentication = false;
    } else if (last === undefined || (last === false && answers.length < ATTEMPTS)) {
      event.response.challengeName = "CUSTOM_CHALLENGE";
      event.response.failAuthentication = false;
    }
    return Promise.resolve(event);
  };
}

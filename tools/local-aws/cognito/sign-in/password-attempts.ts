import type { Cognito } from "../operation";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { userDisabled, wrongPassword } from "../refusals";

/**
 * Judges a password, or its proof, unless there were too many wrong ones.
 *
 * @throws {@link CognitoError} `NotAuthorizedException`. A disabled user whose client hides users is
 *   told so only now.
 */
export function checkAttempts(
  { memory: { authEvents, lockouts } }: Pick<Cognito, "memory">,
  { pool }: ClientOfPool,
  { username, enabled }: PoolUser,
  isRight: boolean,
): void {
  const userPoolId = pool.Id ?? "";
  lockouts.check(userPoolId, username);
  if (!isRight) {
    lockouts.fail(userPoolId, username);
    authEvents.note(
      pool,
      { username },
      {
        type: "SignIn",
        response: "Fail",
        challenges: [{ ChallengeName: "Password", ChallengeResponse: "Failure" }],
      },
    );
    throw wrongPassword();
  }
  lockouts.clear(userPoolId, username);
  if (!enabled) throw userDisabled();
}

import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { Triggers } from "../triggers";
import type { PoolUser } from "../pools/pool-user";

/** What ended: a sign-up, or a password's reset. */
export type Confirmation = "ConfirmSignUp" | "ConfirmForgotPassword";

/** Who confirmed, and what for. */
export interface Confirmed {
  readonly confirmation: Confirmation;
  readonly pool: UserPoolType;
  readonly user: PoolUser;
  readonly clientId: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Fires the pool's post confirmation trigger. What was confirmed stays so when the function fails:
 * Cognito has already stored it.
 *
 * @throws {@link CognitoError} as {@link Triggers.fire} does.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 */
export async function firePostConfirmation(
  triggers: Triggers,
  { confirmation, pool, user, clientId, clientMetadata }: Confirmed,
): Promise<void> {
  await triggers.fire({
    pool,
    trigger: "PostConfirmation",
    source: `PostConfirmation_${confirmation}`,
    userName: user.username,
    clientId,
    request: {
      userAttributes: { ...user.attributes, "cognito:user_status": user.status },
      ...(clientMetadata && { clientMetadata }),
    },
    response: {},
  });
}

import { CognitoError } from "../cognito-error";
import type { MotoClient } from "../moto/moto-client";
import { functionOf, type Triggers } from "../triggers";
import { encryptSecret } from "./encrypted-secret";
import type { Notification } from "./notification";

const senders = {
  email: { trigger: "CustomEmailSender", type: "customEmailSenderRequestV1" },
  phone_number: { trigger: "CustomSMSSender", type: "customSMSSenderRequestV1" },
} as const;

/**
 * Hands a message to the pool's custom sender for its medium. The function is told behind the user's
 * back: what it does, or whether it fails, the user's call does not show.
 *
 * @returns whether the pool has such a function. If so, Cognito itself writes nothing.
 * @throws {@link CognitoError} `UnexpectedLambdaException` when Cognito may not invoke the function,
 *   and `CodeDeliveryFailureException` when KMS refuses to encrypt: Cognito's documentation has no
 *   word on that case, and this is its exception for codes that it could not send.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 */
export async function handToSender(
  moto: MotoClient,
  triggers: Triggers,
  notification: Notification,
): Promise<boolean> {
  const { pool, user, clientId, reason, to, clientMetadata } = notification;
  const { trigger, type } = senders[to];
  if (functionOf(pool, trigger) === undefined) return false;
  let code: string;
  try {
    code = await encryptSecret(moto, pool, asSent(notification));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CognitoError(
      "CodeDeliveryFailureException",
      `The code for ${trigger} could not be encrypted. ${cause}`,
    );
  }
  await triggers.notify({
    pool,
    trigger,
    source: `${trigger}_${reason}`,
    userName: user.username,
    clientId,
    request: {
      type,
      code,
      clientMetadata: clientMetadata ?? null,
      userAttributes: { ...user.attributes, "cognito:user_status": user.status },
    },
  });
  return true;
}

/** Cognito writes the temporary password of an e-mail as HTML, as the page above says, and no code. */
function asSent({ reason, to, secret }: Notification): string {
  if (reason !== "AdminCreateUser" || to !== "email") return secret;
  return secret
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

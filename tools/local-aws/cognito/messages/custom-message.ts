import { z } from "zod";
import { unrecognizableAnswer } from "../refusals";
import type { Triggers } from "../triggers";
import type { Notification } from "./notification";
import {
  codeParameter,
  hasPlaceholders,
  linkParameter,
  usernameParameter,
  type MessageText,
} from "./message-text";

/**
 * The most characters of each text. The API reference states them for the same texts in a pool's
 * settings.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html
 */
const longest = { smsMessage: 140, emailMessage: 20_000, emailSubject: 140 };

const answer = z.object({
  smsMessage: z.string().nullish(),
  emailMessage: z.string().nullish(),
  emailSubject: z.string().nullish(),
});

/**
 * Asks the pool's custom message trigger, if it has one.
 *
 * A text without its placeholders is passed over: the standard one is sent, with no word to anybody,
 * while the subject of the same answer counts. Maintainers and users of Cognito report it so
 * (https://github.com/awsdocs/amazon-cognito-developer-guide/pull/31,
 * https://stackoverflow.com/questions/56865198). What Cognito does with a text that is too long is
 * written nowhere; here it is passed over too.
 *
 * @returns the texts that the function wrote, and that can be sent.
 * @throws {@link CognitoError} as {@link Triggers.fire} does, and `InvalidLambdaResponseException`
 *   for a text that is no text.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
export async function askCustomMessage(
  triggers: Triggers,
  notification: Notification,
): Promise<Partial<MessageText>> {
  const { pool, user, clientId, reason, to, clientMetadata } = notification;
  const response = await triggers.fire({
    pool,
    trigger: "CustomMessage",
    source: `CustomMessage_${reason}`,
    userName: user.username,
    clientId,
    request: {
      userAttributes: { ...user.attributes, "cognito:user_status": user.status },
      codeParameter,
      linkParameter,
      usernameParameter: reason === "AdminCreateUser" ? usernameParameter : null,
      ...(clientMetadata && { clientMetadata }),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  const written = answer.safeParse(response ?? {});
  if (!written.success) {
    throw unrecognizableAnswer();
  }
  const body = to === "email" ? "emailMessage" : "smsMessage";
  const text = fitting(written.data[body], longest[body]);
  const subject = fitting(written.data.emailSubject, longest.emailSubject);
  return {
    ...(subject !== undefined && { subject }),
    ...(text !== undefined && hasPlaceholders(text, notification) && { body: text }),
  };
}

function fitting(text: string | null | undefined, limit: number): string | undefined {
  return text && text.length <= limit ? text : undefined;
}

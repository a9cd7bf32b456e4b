import type { RemainingTime } from "../shared/aws/time-left";
import { messageSource } from "../shared/message-texts/message-source";
import type { MessageTexts } from "../shared/message-texts/texts";
import type { TextMessages } from "../shared/delivery/text-messages";
import type { CodeDecrypter } from "../shared/encrypted-codes/code-decrypter";
import type { CustomSmsSenderEvent } from "../shared/events/custom-senders";
import { errorEntry } from "../shared/logging/error-entry";
import { personalDataOf } from "../shared/logging/personal-data";
import { count } from "../shared/metrics/signals";
import { timeFor, TimeLimit } from "../shared/pipeline/time-limit";
import { fillPlain } from "../shared/texts/placeholders";
import { textFor } from "../shared/texts/text-for";
import type { TextSettings } from "../shared/texts/text-settings";

/** What the handler works with. */
export interface CustomSmsSenderCollaborators {
  readonly codes: CodeDecrypter;
  readonly textMessages: TextMessages;
  readonly texts: MessageTexts;
  readonly settings: TextSettings & { readonly signsInByEmail: boolean };
  readonly log: Pick<Console, "error">;
}

/** Thrown when a text message was not sent; the log says why. */
export const NOT_SENT = "The text message could not be sent";

/**
 * Makes the custom SMS sender: decrypts the code and sends it, in the words of
 * `functions/shared/message-texts/texts.ts`. Nothing that the app's call carries as `clientMetadata` gets
 * into a message.
 *
 * Nobody waits for it. When it throws, Lambda calls it again, twice, and then puts the event into the
 * dead-letter queue. So a message is sent at least once: one whose answer from SNS was lost is sent
 * twice, with the same code.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html
 * @throws Error({@link NOT_SENT}) after logging why, without number and code.
 */
export function createHandler(collaborators: CustomSmsSenderCollaborators) {
  const { codes, textMessages, texts, settings, log } = collaborators;
  return async (event: CustomSmsSenderEvent, context: RemainingTime): Promise<void> => {
    const { userPoolId, triggerSource, userName } = event;
    const { userAttributes } = event.request;
    const secrets: string[] = [...personalDataOf(event)];
    const time = new TimeLimit(timeFor(context, Infinity));
    try {
      const { phone_number: to, email } = userAttributes;
      if (!to) throw new Error("The user has no phone number");
      const source = messageSource("CustomSMSSender", triggerSource);
      const text = textFor(texts, source, userAttributes, settings);
      const code = await codes.decrypt(event.request.code, userPoolId, time.signal);
      secrets.push(code);
      const username = settings.signsInByEmail ? (email ?? userName) : userName;
      const values = { brand: settings.brand, code, username };
      await textMessages.send({ to, text: fillPlain(text.sms ?? "", values) }, time.signal);
      count("MessagesSent");
    } catch (error) {
      log.error({
        failure: "text message not sent",
        sub: userAttributes.sub,
        userPoolId,
        triggerSource,
        error: errorEntry(error, secrets),
      });
      throw new Error(NOT_SENT);
    } finally {
      time.clear();
    }
  };
}

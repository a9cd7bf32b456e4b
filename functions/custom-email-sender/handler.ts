import type { RemainingTime } from "../shared/aws/time-left";
import { messageSource } from "../shared/message-texts/message-source";
import type { MessageTexts } from "../shared/message-texts/texts";
import type { Mailer } from "../shared/delivery/mailer";
import type { CodeDecrypter } from "../shared/encrypted-codes/code-decrypter";
import type { CustomEmailSenderEvent } from "../shared/events/custom-senders";
import { errorEntry } from "../shared/logging/error-entry";
import { personalDataOf, subIn } from "../shared/logging/personal-data";
import { count } from "../shared/metrics/signals";
import { timeFor, TimeLimit } from "../shared/pipeline/time-limit";
import { fillHtml, fillPlain, type PlaceholderValues } from "../shared/texts/placeholders";
import { unescapeHtml } from "../shared/texts/html";
import { textFor } from "../shared/texts/text-for";
import type { Text } from "../shared/texts/text-sets";
import type { TextSettings } from "../shared/texts/text-settings";
import type { AddressBook } from "./address-book";
import type { NotificationTexts } from "./notification-texts";

/** What the handler works with. */
export interface CustomEmailSenderCollaborators {
  readonly codes: CodeDecrypter;
  readonly mailer: Mailer;
  readonly addressBook: AddressBook;
  readonly texts: MessageTexts;
  readonly notificationTexts: NotificationTexts;
  readonly settings: TextSettings & { readonly signsInByEmail: boolean };
  readonly log: Pick<Console, "error">;
}

/** Thrown when an e-mail was not sent; the log says why. */
export const NOT_SENT = "The e-mail could not be sent";

/**
 * Makes the custom e-mail sender: decrypts the code and sends it, in the words of
 * `functions/shared/message-texts/texts.ts`. Nothing that the app's call carries as `clientMetadata` gets
 * into an e-mail.
 *
 * Cognito escapes `<` and its like in a temporary password before it encrypts it, which is undone here
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html).
 *
 * Nobody waits for it. When it throws, Lambda calls it again, twice, and then puts the event into the
 * dead-letter queue. So an e-mail is sent at least once: one whose answer from SES was lost is sent
 * twice, with the same code.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
 * @throws Error({@link NOT_SENT}) after logging why, without address and code.
 */
export function createHandler(collaborators: CustomEmailSenderCollaborators) {
  return async (event: CustomEmailSenderEvent, context: RemainingTime): Promise<void> => {
    const secrets: string[] = [...personalDataOf(event)];
    const time = new TimeLimit(timeFor(context, Infinity));
    try {
      const { to, text, values } = await compose(collaborators, event, secrets, time.signal);
      await collaborators.mailer.send(
        {
          to,
          subject: fillPlain(text.subject ?? "", values),
          html: fillHtml(text.email ?? "", values),
        },
        time.signal,
      );
      count("MessagesSent");
    } catch (error) {
      const { userPoolId, triggerSource, request } = event;
      collaborators.log.error({
        failure: "e-mail not sent",
        sub: subIn(request),
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

interface Composed {
  readonly to: string;
  readonly text: Text;
  readonly values: PlaceholderValues;
}

/** @param secrets gets what turns up on the way and must not be logged. */
async function compose(
  { codes, addressBook, texts, notificationTexts, settings }: CustomEmailSenderCollaborators,
  event: CustomEmailSenderEvent,
  secrets: string[],
  signal: AbortSignal,
): Promise<Composed> {
  const { brand } = settings;
  if (event.triggerSource === "CustomEmailSender_AccountTakeOverNotification") {
    const details = event.request.userAttributes;
    const user = { region: event.region, userPoolId: event.userPoolId, username: event.userName };
    // What happened stands in the place of the user, the address with it.
    const attributes = await addressBook.attributesOf(user, signal);
    secrets.push(...Object.values(attributes));
    return {
      to: addressIn(attributes),
      text: textFor(notificationTexts, "AccountTakeOverNotification", attributes, settings),
      values: {
        brand,
        time: details.LOGIN_TIME,
        ip: details.IP_ADDRESS,
        device: details.DEVICE_NAME ?? "?",
      },
    };
  }
  const attributes = event.request.userAttributes;
  const to = addressIn(attributes);
  const source = messageSource("CustomEmailSender", event.triggerSource);
  const text = textFor(texts, source, attributes, settings);
  const decrypted = await codes.decrypt(event.request.code, event.userPoolId, signal);
  // Cognito writes a temporary password as HTML, and codes have nothing to escape.
  const code = source === "AdminCreateUser" ? unescapeHtml(decrypted) : decrypted;
  secrets.push(decrypted, code);
  return {
    to,
    text,
    values: { brand, code, username: settings.signsInByEmail ? to : event.userName },
  };
}

function addressIn({ email }: Readonly<{ email?: string }>): string {
  if (!email) throw new Error("The user has no e-mail address");
  return email;
}

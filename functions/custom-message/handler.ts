import type { CustomMessageEvent } from "../shared/events/custom-message";
import { fillHtml, fillPlain } from "../shared/texts/placeholders";
import { textFor } from "../shared/texts/text-for";
import type { TextSettings } from "../shared/texts/text-settings";
import { messageSource } from "../shared/message-texts/message-source";
import type { MessageTexts } from "../shared/message-texts/texts";

/** What the handler works with. */
export interface CustomMessageCollaborators {
  readonly texts: MessageTexts;
  readonly settings: TextSettings;
}

/**
 * Makes the custom message trigger: Cognito's e-mails and text messages in the product's words and the
 * user's language. Whoever has no language that there are texts for gets the default one.
 *
 * Cognito puts the code where its own placeholder stands, so no code ever passes through here
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html).
 *
 * @throws Error for an event of another trigger.
 */
export function createHandler({ texts, settings }: CustomMessageCollaborators) {
  return (event: CustomMessageEvent): Promise<CustomMessageEvent> => {
    const { codeParameter, usernameParameter, userAttributes } = event.request;
    const source = messageSource("CustomMessage", event.triggerSource);
    const text = textFor(texts, source, userAttributes, settings);
    const values = {
      code: codeParameter,
      brand: settings.brand,
      ...(usernameParameter ? { username: usernameParameter } : {}),
    };
    event.response.smsMessage = fillPlain(text.sms ?? "", values);
    event.response.emailSubject = fillPlain(text.subject ?? "", values);
    event.response.emailMessage = fillHtml(text.email ?? "", values);
    return Promise.resolve(event);
  };
}

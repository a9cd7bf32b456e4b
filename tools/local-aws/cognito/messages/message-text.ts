import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "../refusals";
import type { Notification } from "./notification";

/** Stands in a text for the code or the temporary password. */
export const codeParameter = "{####}";
/** Stands in the text of an invitation for the name to sign in with. */
export const usernameParameter = "{username}";
/** Stands in an e-mail for a link that confirms the address; what it encloses is the link's text. */
export const linkParameter = "{##Click Here##}";

const link = /\{##(.*?)##\}/s;

/** What a user gets to read. Text messages have no use for the subject. */
export interface MessageText {
  readonly subject: string;
  readonly body: string;
}

/**
 * The words of the pool's settings, or Cognito's own where they say nothing, before placeholders
 * are filled in.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
export function standardText(notification: Notification): MessageText {
  switch (notification.reason) {
    case "AdminCreateUser":
      return invitation(notification);
    case "Authentication":
      return {
        subject: "Your authentication code",
        body: firstOf(
          notification.to === "phone_number"
            ? notification.pool.SmsAuthenticationMessage
            : undefined,
          `Your authentication code is ${codeParameter}. `,
        ),
      };
    default:
      return verification(notification);
  }
}

/**
 * Whether an e-mail confirms by a link rather than by a code. Passwords are reset by code always.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html
 */
function confirmsByLink({ pool, reason, to }: Notification): boolean {
  const option = pool.VerificationMessageTemplate?.DefaultEmailOption;
  const isConfirmation = reason === "SignUp" || reason === "ResendCode";
  return to === "email" && isConfirmation && option === "CONFIRM_WITH_LINK";
}

/**
 * Puts code, name and link where a text wants them.
 *
 * @throws {@link CognitoError} `InvalidParameterException` for a link of a pool without a domain.
 */
export function fillIn(text: string, notification: Notification): string {
  const { pool, user, secret } = notification;
  const name =
    pool.UsernameAttributes?.map((attribute) => user.attributes[attribute]).find(Boolean) ??
    user.username;
  // Functions, since a "$" in a replacement text would mean something.
  const filled = text
    .replaceAll(codeParameter, () => secret)
    .replaceAll(usernameParameter, () => name);
  if (!confirmsByLink(notification)) return filled;
  return filled.replace(link, (_whole, label: string) => {
    const query = new URLSearchParams({
      client_id: notification.clientId,
      user_name: user.username,
      confirmation_code: secret,
    });
    return `<a href="${domainOf(pool)}/confirmUser?${query.toString()}">${label}</a>`;
  });
}

/** Whether a text from elsewhere lets its reader do what it is for. */
export function hasPlaceholders(text: string, notification: Notification): boolean {
  if (notification.reason === "AdminCreateUser") {
    return text.includes(codeParameter) && text.includes(usernameParameter);
  }
  return text.includes(codeParameter) || (confirmsByLink(notification) && link.test(text));
}

function invitation({ pool, to }: Notification): MessageText {
  const template = pool.AdminCreateUserConfig?.InviteMessageTemplate;
  return {
    subject: firstOf(template?.EmailSubject, "Your temporary password"),
    body: firstOf(
      to === "email" ? template?.EmailMessage : template?.SMSMessage,
      `Your username is ${usernameParameter} and temporary password is ${codeParameter}. `,
    ),
  };
}

/**
 * A pool keeps these texts twice, and Cognito keeps the two alike. moto fills the template with
 * Cognito's own words, so the older setting is asked first.
 */
function verification(notification: Notification): MessageText {
  const { pool, to } = notification;
  const template = pool.VerificationMessageTemplate;
  if (confirmsByLink(notification)) {
    return {
      subject: firstOf(template?.EmailSubjectByLink, "Your verification link"),
      body: firstOf(
        template?.EmailMessageByLink,
        "Please click the link below to verify your email address. {##Verify Email##}",
      ),
    };
  }
  const [older, newer] =
    to === "email"
      ? [pool.EmailVerificationMessage, template?.EmailMessage]
      : [pool.SmsVerificationMessage, template?.SmsMessage];
  return {
    subject: firstOf(
      pool.EmailVerificationSubject,
      template?.EmailSubject,
      "Your verification code",
    ),
    body: firstOf(older, newer, `Your verification code is ${codeParameter}. `),
  };
}

/** Terraform sends texts that nobody has set as empty ones. */
function firstOf(...texts: readonly (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text !== "") ?? "";
}

function domainOf(pool: UserPoolType): string {
  const domain = pool.CustomDomain ?? pool.Domain;
  if (domain === undefined || domain === "") {
    throw invalidParameter(
      "Cannot perform specific action because there does not exist a valid user pool domain " +
        "associated with the user pool",
    );
  }
  const region = pool.Id?.split("_")[0] ?? "";
  return domain.includes(".")
    ? `https://${domain}`
    : `https://${domain}.auth.${region}.amazoncognito.com`;
}

import { z } from "zod";
import { kind, must } from "./schema-blocks";
import { sentText } from "./values/sent-text";

type Code = "{####}";
type Username = "{username}";
type Link<Words extends string> = `{##${Words}##}`;
type With<Placeholder extends string> = `${string}${Placeholder}${string}`;

/**
 * A text with what Cognito fills in. As a function it is handed that, and one that leaves something out
 * does not compile: `({ code }) => \`Your code is ${code}.\``.
 */
type Text<Placeholders, Result extends string> = Result | ((given: Placeholders) => Result);

/** A text with a code. */
export type CodeText = Text<{ readonly code: Code }, With<Code>>;

/** A text with a username and the temporary password, which Cognito calls a code too. */
export type InvitationText = Text<
  { readonly username: Username; readonly code: Code },
  // An intersection of the two would do, but the compiler takes no template for one.
  `${string}${Username}${string}${Code}${string}` | `${string}${Code}${string}${Username}${string}`
>;

/** A text with a link, of whose words the text decides. */
export type LinkText = Text<
  { readonly link: <Words extends string>(words: Words) => Link<Words> },
  With<Link<string>>
>;

/**
 * What Cognito writes to users. Where a function of the environment's chooses or sends the texts, that one
 * decides.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
export interface MessagesInput {
  /** Confirms a sign-up by a link in place of a code. Needs a domain. Default: a code. */
  readonly verificationLink?: {
    /** 1–140 characters. */
    readonly subject: string;
    /** 6–20,000 characters. */
    readonly message: LinkText;
  };
  /** A code for a telephone number, 6–140 characters. */
  readonly verificationSms?: CodeText;
  /** To whom an administrator makes. */
  readonly invitation?: {
    /** 1–140 characters. */
    readonly subject: string;
    /** 6–20,000 characters. */
    readonly message: InvitationText;
  };
  /** The same by text message, 6–140 characters. */
  readonly invitationSms?: InvitationText;
  /** A code as a second factor by e-mail. */
  readonly mfaEmail?: {
    /** 1–140 characters. */
    readonly subject: string;
    /** 6–20,000 characters. */
    readonly message: CodeText;
  };
  /** A code for signing in, as a first or a second factor, by text message: 6–140 characters. */
  readonly signInSms?: CodeText;
}

/** What texts are handed. */
const placeholders = {
  code: "{####}",
  username: "{username}",
  link: (words: string) => `{##${words}##}`,
} as const;

const place =
  /^environments\.[^.]+\.userPool\.(?:verificationEmail\.message|messages\.\w+(?:\.message)?)$/;

/**
 * The text that a function in the configuration writes; `undefined` where none belongs.
 *
 * @throws whatever the function throws.
 */
export function writtenText(path: string, text: (given: never) => unknown): unknown {
  return place.test(path) ? (text as (given: unknown) => unknown)(placeholders) : undefined;
}

const subject = kind(sentText({ what: "the subject", from: 1, to: 140, inALine: true }));
const email = kind(sentText({ what: "the message", from: 6, to: 20_000 }));
const sms = kind(sentText({ what: "the text message", from: 6, to: 140 }));

function holding(text: z.ZodString, ...wanted: readonly (readonly [RegExp, string])[]) {
  return wanted.reduce(
    (schema, [pattern, words]) =>
      must(
        schema,
        (message) => pattern.test(message),
        `the text holds ${words}`,
        `add ${words}; written as a function, it would not compile without`,
      ),
    text,
  );
}

const code = [/\{####\}/, "`{####}`, where Cognito puts the code"] as const;
const username = [/\{username\}/, "`{username}`, where Cognito puts the username"] as const;
const link = [/\{##[^#{}]+##\}/, "`{##…##}`, of which Cognito makes the link"] as const;

/** What each text must be on its own. */
export const messagesSchema = z.strictObject({
  verificationLink: z.strictObject({ subject, message: holding(email, link) }).optional(),
  verificationSms: holding(sms, code).optional(),
  invitation: z.strictObject({ subject, message: holding(email, username, code) }).optional(),
  invitationSms: holding(sms, username, code).optional(),
  mfaEmail: z.strictObject({ subject, message: holding(email, code) }).optional(),
  signInSms: holding(sms, code).optional(),
});

/** All texts, written. */
export interface Messages {
  readonly verificationLink: { readonly subject: string; readonly message: string } | undefined;
  readonly verificationSms: string;
  readonly invitation: { readonly subject: string; readonly message: string };
  readonly invitationSms: string;
  readonly mfaEmail: { readonly subject: string; readonly message: string };
  readonly signInSms: string;
}

const invitation = "Your username is {username} and your temporary password is {####}.";

/** Fills in the texts that are left open. Those that are there have been written. */
export function messagesWithDefaults(given: MessagesInput = {}): Messages {
  return {
    verificationLink: undefined,
    verificationSms: "Your verification code is {####}.",
    invitation: { subject: "Your temporary password", message: invitation },
    invitationSms: invitation,
    mfaEmail: { subject: "Your sign-in code", message: "Your sign-in code is {####}." },
    signInSms: "Your sign-in code is {####}.",
    ...(given as Partial<Messages>),
  };
}

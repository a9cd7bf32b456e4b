/** What a text may name in braces: `{code}`. */
export type Placeholder = "code" | "username" | "brand" | "time" | "ip" | "device";

/** One message. What stands in braces is filled in when it is sent. */
export interface Text {
  /** Of the e-mail: 140 characters at most. */
  readonly subject?: string;
  /** Body of the e-mail, as simple HTML: 20,000 characters at most. */
  readonly email?: string;
  /** The text message: 140 characters at most, with its code. */
  readonly sms?: string;
}

/** The parts of a text. */
export type TextPart = keyof Text;

/** Texts of one language by what they are for. */
export type LanguageTexts<Source extends string> = Readonly<Record<Source, Text>>;

/** Texts by language: `en`, `de`, `pt-BR`. */
export type TextSets<Source extends string> = Readonly<Record<string, LanguageTexts<Source>>>;

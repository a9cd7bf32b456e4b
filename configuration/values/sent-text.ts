import { described, firstOutside } from "./characters";
import type { Check, Fault } from "./fault";

/**
 * What Cognito takes in the text of an e-mail. Its `\s` is Java's: space, tab and line breaks, and no
 * other blank. So it takes no U+00A0, and no character that only joins others.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html
 */
const sendable = /^[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\v\f\r]$/u;

/** The same without line breaks, which would end the header of an e-mail. */
const sendableInALine = /^[\p{L}\p{M}\p{S}\p{N}\p{P} ]$/u;

/** What a text is, where it is sent. */
export interface SentTextOptions {
  /** What is said of it: `the subject`. */
  readonly what: string;
  /** Fewest and most characters. AWS counts UTF-16 units, as `length` does. */
  readonly from: number;
  readonly to: number;
  /** Whether it stands in one line, as a subject does. */
  readonly inALine?: boolean;
}

/** The first character of a text that Cognito refuses. */
export function unsendable(text: string, inALine = false): Fault | undefined {
  const character = firstOutside(text, inALine ? sendableInALine : sendable);
  return character === undefined
    ? undefined
    : {
        rule: `Cognito sends letters, marks, symbols, digits, punctuation and ${inALine ? "plain spaces" : "plain spaces and line breaks"}, and no ${described(character)}`,
        fix: `write something else in place of character ${character.place}, or leave it out`,
      };
}

/** A text that Cognito sends: the subject or the message of an e-mail, a brand in it. */
export function sentText({ what, from, to, inALine = false }: SentTextOptions): Check {
  return (text) => {
    if (text.length < from || text.length > to || text.trim() === "") {
      return {
        rule: `${what} has ${from} to ${to} characters, and this one has ${text.trim() === "" ? "none to read" : text.length}`,
        fix: `write ${from} to ${to} characters`,
      };
    }
    return unsendable(text, inALine);
  };
}

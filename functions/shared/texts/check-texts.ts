import { unsendable } from "../../../configuration/values/sent-text";
import { fillPlain, placeholdersOf } from "./placeholders";
import type { Placeholder, Text, TextPart, TextSets } from "./text-sets";

/** What a text of one source must have. */
export interface TextRule {
  readonly parts: readonly TextPart[];
  /** What the body must name. The subject need not, and may not name a code. */
  readonly required: readonly Placeholder[];
  /** What the body may name besides that. */
  readonly optional: readonly Placeholder[];
  /** How long the code is at most when it is filled in. */
  readonly codeLength: number;
}

/** What of an environment its texts depend on; not known where they are checked by themselves. */
export interface TextsContext {
  /** Default: none. */
  readonly brand?: string;
  /** Default: the first that there are texts for. */
  readonly defaultLanguage?: string;
}

/** A file of texts, and what is asked of it. */
export interface TextsToCheck<Source extends string> extends TextsContext {
  /** Where the texts are, for whoever mends them. */
  readonly file: string;
  readonly texts: TextSets<Source>;
  readonly rules: Readonly<Record<Source, TextRule>>;
}

/** A text that cannot be sent, in the words of whoever wrote it. */
export interface TextProblem {
  readonly file: string;
  readonly language: string;
  /** What the text is for; missing where the whole language is meant. */
  readonly source?: string;
  readonly part?: TextPart;
  readonly rule: string;
  readonly fix: string;
}

/** Some texts cannot be sent. The message lists every problem with its fix. */
export class TextsError extends Error {
  override readonly name = "TextsError";

  constructor(readonly problems: readonly TextProblem[]) {
    super(
      [
        problems.length === 1
          ? "A text cannot be sent:"
          : `${problems.length} texts cannot be sent:`,
        ...problems.map(
          ({ file, language, source, part, rule, fix }) =>
            `  ${file}: ${[language, source, part].filter(Boolean).join(", ")}: ${rule}. ${fix}.`,
        ),
      ].join("\n"),
    );
  }
}

/** In characters, code included (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html). */
const LONGEST: Readonly<Record<TextPart, number>> = { subject: 140, email: 20_000, sms: 140 };

/** A `sub`. A longer user name makes a text message of two parts; it does arrive. */
const USERNAME_LENGTH = 36;

/** Finds every problem of a file of texts: no text is sent that has not been checked. */
export function findTextProblems<Source extends string>(
  check: TextsToCheck<Source>,
): readonly TextProblem[] {
  const { file, texts, rules, brand = "" } = check;
  const languages = Object.keys(texts);
  const { defaultLanguage = languages[0] ?? "en" } = check;
  const problems: TextProblem[] = [];
  if (!languages.some((name) => name.toLowerCase() === defaultLanguage.toLowerCase())) {
    problems.push({
      file,
      language: defaultLanguage,
      rule: "the default language has no texts",
      fix: `Add "${defaultLanguage}", or set recipes.customMessage.defaultLanguage to one of ${languages.join(", ")}`,
    });
  }
  for (const [language, languageTexts] of Object.entries(texts)) {
    for (const [source, rule] of Object.entries(rules) as [Source, TextRule][]) {
      // A team may leave the type checks out.
      const text = (languageTexts as Partial<typeof languageTexts>)[source];
      if (text === undefined) {
        problems.push({
          file,
          language,
          source,
          rule: "there is no text",
          fix: `Write one, with ${rule.parts.join(", ")}`,
        });
        continue;
      }
      for (const part of rule.parts) {
        for (const { rule: broken, fix } of problemsOf(text, part, rule, brand)) {
          problems.push({ file, language, source, part, rule: broken, fix });
        }
      }
    }
  }
  return problems;
}

function problemsOf(
  text: Text,
  part: TextPart,
  { required, optional, codeLength }: TextRule,
  brand: string,
): { readonly rule: string; readonly fix: string }[] {
  const content = text[part] ?? "";
  if (content.trim() === "") return [{ rule: "is missing or empty", fix: "Write it" }];
  const named = placeholdersOf(content);
  // A subject is shown on locked screens and in lists of messages: no place for a code.
  const needed = part === "subject" ? [] : required;
  const known: readonly string[] = [...needed, ...optional.filter((name) => name !== "code")];
  const problems = [
    ...needed
      .filter((name) => !named.includes(name))
      .map((name) => ({
        rule: `has no {${name}}`,
        fix: `Put {${name}} where the ${MEANINGS[name]} goes`,
      })),
    ...[...new Set(named)]
      .filter((name) => !known.includes(name))
      .map((name) => ({
        rule: `{${name}} is not known here`,
        fix: `Use ${known.map((other) => `{${other}}`).join(", ")}, or take it out`,
      })),
  ];
  const filled = fillPlain(content, {
    code: "0".repeat(codeLength),
    username: "x".repeat(USERNAME_LENGTH),
    brand,
  });
  // Cognito holds e-mail against a pattern; a text message takes any character.
  const refused = part === "sms" ? undefined : unsendable(content, part === "subject");
  if (refused !== undefined) problems.push({ rule: refused.rule, fix: capitalized(refused.fix) });
  // AWS counts UTF-16 units: an emoji is two and more.
  const { length } = filled;
  if (length > LONGEST[part]) {
    problems.push({
      rule: `is ${length} characters long with everything filled in, ${LONGEST[part]} is the most`,
      fix: `Take ${length - LONGEST[part]} out`,
    });
  }
  return problems;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const MEANINGS: Readonly<Record<Placeholder, string>> = {
  code: "code",
  username: "user name",
  brand: "brand",
  time: "time",
  ip: "IP address",
  device: "device",
};

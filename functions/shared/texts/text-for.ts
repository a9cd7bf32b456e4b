import { chooseLanguage } from "./language";
import type { Text, TextSets } from "./text-sets";
import type { TextSettings } from "./text-settings";

/**
 * The text for a user, in the language that the user's attributes name or in the default one.
 *
 * @throws Error when there are no texts in the default language, which the check at synth rules out.
 */
export function textFor<Source extends string>(
  texts: TextSets<Source>,
  source: Source,
  attributes: Readonly<Record<string, string | undefined>> | undefined,
  { languageAttribute, defaultLanguage }: TextSettings,
): Text {
  const wanted = attributes?.[languageAttribute];
  const text = texts[chooseLanguage(wanted, Object.keys(texts), defaultLanguage)]?.[source];
  if (!text) throw new Error(`No text for ${source} in the default language, ${defaultLanguage}`);
  return text;
}

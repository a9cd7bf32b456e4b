/**
 * The language for a user: the one that `wanted` names, else the language that it is a kind of
 * (`de-AT`, or `de_AT`, is a kind of `de`), else the default. `wanted` is whatever the user's
 * attribute holds; nothing in it makes this throw.
 *
 * @param languages those that there are texts for.
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3.4 for the search.
 */
export function chooseLanguage(
  wanted: string | undefined,
  languages: readonly string[],
  defaultLanguage: string,
): string {
  if (typeof wanted !== "string" || wanted.length > LONGEST_TAG) return defaultLanguage;
  const subtags = wanted.trim().toLowerCase().split(/[-_]/);
  for (let kept = subtags.length; kept > 0; kept -= 1) {
    const tag = subtags.slice(0, kept).join("-");
    const language = languages.find((name) => name.toLowerCase() === tag);
    if (language !== undefined) return language;
  }
  return defaultLanguage;
}

/** No language needs more; an attribute may hold 2,048 characters. */
const LONGEST_TAG = 35;

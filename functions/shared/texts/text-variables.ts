import type { Recipes } from "../../../configuration/environment";

/** The variables that `readTextSettings` reads. */
export function textVariables({
  languageAttribute,
  defaultLanguage,
  brand,
}: Recipes["customMessage"]): Readonly<Record<string, string>> {
  return {
    LANGUAGE_ATTRIBUTE: languageAttribute,
    DEFAULT_LANGUAGE: defaultLanguage,
    BRAND: brand,
  };
}

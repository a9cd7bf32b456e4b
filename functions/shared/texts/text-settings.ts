import { requiredVariable, type Variables } from "../aws/environment-variables";

/** How a function picks and fills its texts. */
export interface TextSettings {
  /** Full name of the user attribute that names a language. */
  readonly languageAttribute: string;
  readonly defaultLanguage: string;
  /** Stands for `{brand}`. */
  readonly brand: string;
}

/**
 * Reads `LANGUAGE_ATTRIBUTE`, `DEFAULT_LANGUAGE` and `BRAND`.
 *
 * @throws Error that names the variable which is missing.
 */
export function readTextSettings(variables: Variables): TextSettings {
  return {
    languageAttribute: requiredVariable(variables, "LANGUAGE_ATTRIBUTE"),
    defaultLanguage: requiredVariable(variables, "DEFAULT_LANGUAGE"),
    // Cognito fills in what stands in braces of a message that a function gives it.
    brand: requiredVariable(variables, "BRAND").replaceAll(/[{}]/g, ""),
  };
}

import type { AttributePath } from "../model";

/** Names of attributes and variables whose values are secret, marked or not. */
const secretName =
  /passw(or)?d|passphrase|secret|token|credential|private_?key|api_?key|access_?key|signing_?key|_pin$/i;

/** Names that only sound so. */
const harmlessName = /_(arn|id|name|version|validity|mode|policy)$|^(?:pre_token_generation)$/i;

/** Names of environment variables that only hold secrets. Elsewhere a `key` is a name: `hash_key`. */
const secretVariable = /key$/i;

/** Names of blocks and maps all of whose values are secret. */
const secretBlock = /^(?:secrets?|passwords?|tokens?|credentials?)$/i;

/** Units, not tokens. */
const harmlessBlock = "token_validity_units";

/** Private keys, addresses with a password in them, JSON with a secret in it. */
const secretTexts = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /:\/\/[^\s/:@]*:[^\s/@]+@/,
  /"[^"]*(?:passw(?:or)?d|secret|private_?key|api_?key)[^"]*"\s*:\s*"/i,
];

/**
 * Whether a text looks secret by the name it stands under or by what it is. Providers mark what they
 * know of; the environment of a function and many a foreign attribute they do not.
 */
export function looksSecret(path: AttributePath, text: string): boolean {
  const names = path.filter((key) => typeof key === "string");
  const name = names.at(-1) ?? "";
  const parents = names.slice(0, -1);
  if (parents.some((parent) => secretBlock.test(parent))) return true;
  if (secretName.test(name) && !harmlessName.test(name) && names.at(-2) !== harmlessBlock) {
    // An ARN says where a secret is.
    if (!text.startsWith("arn:")) return true;
  }
  if (names.at(-2) === "variables" && secretVariable.test(name)) return true;
  if (/policy/i.test(name)) return secretTexts.slice(0, 2).some((secret) => secret.test(text));
  return secretTexts.some((secret) => secret.test(text));
}

import type { TextSets } from "../texts/text-sets";

/** What an e-mail of this recipe is for. */
export type OneTimeCodeSource = "OneTimeCode";

/** A file of texts like the one below. */
export type OneTimeCodeTexts = TextSets<OneTimeCodeSource>;

/**
 * The e-mail with the code, by language: subject, and body in simple HTML. `{code}` stands for the
 * code, `{brand}` for the name of the product.
 */
export const texts: OneTimeCodeTexts = {
  en: {
    OneTimeCode: {
      subject: "Your sign-in code for {brand}",
      email:
        "<p>Your code to sign in to {brand} is <strong>{code}</strong>.</p><p>If you are not signing in, ignore this message. Nobody from {brand} will ever ask you for the code.</p>",
    },
  },
  de: {
    OneTimeCode: {
      subject: "Ihr Anmeldecode für {brand}",
      email:
        "<p>Ihr Code zur Anmeldung bei {brand} lautet <strong>{code}</strong>.</p><p>Wenn Sie sich gerade nicht anmelden, beachten Sie diese Nachricht nicht. Niemand von {brand} wird Sie je nach dem Code fragen.</p>",
    },
  },
  fr: {
    OneTimeCode: {
      subject: "Votre code de connexion à {brand}",
      email:
        "<p>Votre code de connexion à {brand} est <strong>{code}</strong>.</p><p>Si vous n’êtes pas en train de vous connecter, ignorez ce message. Personne de {brand} ne vous demandera jamais ce code.</p>",
    },
  },
};

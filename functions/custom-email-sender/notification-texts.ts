import type { TextSets } from "../shared/texts/text-sets";

/** What threat protection's warning is for: the second part of its `triggerSource`. */
export type NotificationSource = "AccountTakeOverNotification";

/** A file of texts like the one below. */
export type NotificationTexts = TextSets<NotificationSource>;

/**
 * The warning about a sign-in that threat protection found risky, by language. `{time}`, `{ip}` and
 * `{device}` stand for when, from where and with what, `{brand}` for the name of the product; there is
 * no code. All other texts of this sender are in `functions/shared/message-texts/texts.ts`.
 */
export const notificationTexts: NotificationTexts = {
  en: {
    AccountTakeOverNotification: {
      subject: "A sign-in to {brand} that we were not sure of",
      email:
        "<p>Somebody signed in, or tried to, with your account at {brand}.</p><p>Time: {time}<br>IP address: {ip}<br>Device: {device}</p><p>If it was you, there is nothing to do. If not, please change your password now.</p>",
    },
  },
  de: {
    AccountTakeOverNotification: {
      subject: "Eine ungewöhnliche Anmeldung bei {brand}",
      email:
        "<p>Jemand hat sich mit Ihrem Konto bei {brand} angemeldet oder es versucht.</p><p>Zeit: {time}<br>IP-Adresse: {ip}<br>Gerät: {device}</p><p>Wenn Sie es waren, ist nichts zu tun. Wenn nicht, ändern Sie bitte jetzt Ihr Passwort.</p>",
    },
  },
  fr: {
    AccountTakeOverNotification: {
      subject: "Une connexion inhabituelle à {brand}",
      email:
        "<p>Quelqu’un s’est connecté, ou a essayé, avec votre compte chez {brand}.</p><p>Heure : {time}<br>Adresse IP : {ip}<br>Appareil : {device}</p><p>Si c’était vous, il n’y a rien à faire. Sinon, changez votre mot de passe maintenant.</p>",
    },
  },
};

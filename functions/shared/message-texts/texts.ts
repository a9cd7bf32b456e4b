import type { TextSets } from "../texts/text-sets";
import type { MessageSource } from "./message-source";

/** A file of texts like the one below. */
export type MessageTexts = TextSets<MessageSource>;

/**
 * Everything that users are told, by language and by what it is for: the one place to edit. Each has
 * an e-mail (subject, and body in simple HTML) and a text message. `{code}` stands for the code or the
 * temporary password, `{username}` (invitations only) for the user name, `{brand}` for the name of the
 * product. `npm run synth` and `npm test` refuse what could not be sent.
 */
export const texts: MessageTexts = {
  en: {
    SignUp: {
      subject: "Welcome to {brand}: confirm your e-mail address",
      email:
        "<p>Welcome to {brand}.</p><p>Your confirmation code is <strong>{code}</strong>.</p><p>If you did not sign up, you can ignore this message.</p>",
      sms: "{brand}: your confirmation code is {code}.",
    },
    AdminCreateUser: {
      subject: "You are invited to {brand}",
      email:
        "<p>An account at {brand} was made for you.</p><p>User name: <strong>{username}</strong><br>Temporary password: <strong>{code}</strong></p><p>You choose your own password when you first sign in.</p>",
      sms: "{brand}: user name {username}, temporary password {code}",
    },
    ResendCode: {
      subject: "Your new confirmation code for {brand}",
      email:
        "<p>Your new confirmation code for {brand} is <strong>{code}</strong>.</p><p>Codes that came before no longer work.</p>",
      sms: "{brand}: your new confirmation code is {code}.",
    },
    ForgotPassword: {
      subject: "Reset your password for {brand}",
      email:
        "<p>Somebody, hopefully you, asked to reset your password for {brand}.</p><p>Your code is <strong>{code}</strong>.</p><p>If it was not you, ignore this message: your password stays as it is.</p>",
      sms: "{brand}: your code to reset your password is {code}.",
    },
    UpdateUserAttribute: {
      subject: "Confirm your new address at {brand}",
      email:
        "<p>Your code to confirm your new address at {brand} is <strong>{code}</strong>.</p><p>If you did not change it, please change your password.</p>",
      sms: "{brand}: your code to confirm your new number is {code}.",
    },
    VerifyUserAttribute: {
      subject: "Verify your address at {brand}",
      email: "<p>Your code to verify your address at {brand} is <strong>{code}</strong>.</p>",
      sms: "{brand}: your code to verify your number is {code}.",
    },
    Authentication: {
      subject: "Your sign-in code for {brand}",
      email:
        "<p>Your code to sign in to {brand} is <strong>{code}</strong>.</p><p>Nobody from {brand} will ever ask you for it.</p>",
      sms: "{brand}: your sign-in code is {code}. Give it to nobody.",
    },
  },
  de: {
    SignUp: {
      subject: "Willkommen bei {brand}: E-Mail-Adresse bestätigen",
      email:
        "<p>Willkommen bei {brand}.</p><p>Ihr Bestätigungscode lautet <strong>{code}</strong>.</p><p>Wenn Sie sich nicht angemeldet haben, beachten Sie diese Nachricht nicht.</p>",
      sms: "{brand}: Ihr Bestätigungscode lautet {code}.",
    },
    AdminCreateUser: {
      subject: "Ihre Einladung zu {brand}",
      email:
        "<p>Für Sie wurde ein Konto bei {brand} angelegt.</p><p>Benutzername: <strong>{username}</strong><br>Vorläufiges Passwort: <strong>{code}</strong></p><p>Bei der ersten Anmeldung wählen Sie ein eigenes Passwort.</p>",
      sms: "{brand}: Benutzername {username}, vorläufiges Passwort {code}",
    },
    ResendCode: {
      subject: "Ihr neuer Bestätigungscode für {brand}",
      email:
        "<p>Ihr neuer Bestätigungscode für {brand} lautet <strong>{code}</strong>.</p><p>Frühere Codes gelten nicht mehr.</p>",
      sms: "{brand}: Ihr neuer Bestätigungscode lautet {code}.",
    },
    ForgotPassword: {
      subject: "Passwort für {brand} zurücksetzen",
      email:
        "<p>Jemand, hoffentlich Sie, möchte Ihr Passwort für {brand} zurücksetzen.</p><p>Ihr Code lautet <strong>{code}</strong>.</p><p>Wenn Sie es nicht waren, beachten Sie diese Nachricht nicht: Ihr Passwort bleibt, wie es ist.</p>",
      sms: "{brand}: Ihr Code zum Zurücksetzen des Passworts lautet {code}.",
    },
    UpdateUserAttribute: {
      subject: "Neue Adresse bei {brand} bestätigen",
      email:
        "<p>Ihr Code zum Bestätigen der neuen Adresse bei {brand} lautet <strong>{code}</strong>.</p><p>Wenn Sie nichts geändert haben, ändern Sie bitte Ihr Passwort.</p>",
      sms: "{brand}: Ihr Code zum Bestätigen der neuen Nummer lautet {code}.",
    },
    VerifyUserAttribute: {
      subject: "Adresse bei {brand} bestätigen",
      email:
        "<p>Ihr Code zum Bestätigen der Adresse bei {brand} lautet <strong>{code}</strong>.</p>",
      sms: "{brand}: Ihr Code zum Bestätigen der Nummer lautet {code}.",
    },
    Authentication: {
      subject: "Ihr Anmeldecode für {brand}",
      email:
        "<p>Ihr Code zur Anmeldung bei {brand} lautet <strong>{code}</strong>.</p><p>Niemand von {brand} wird Sie je danach fragen.</p>",
      sms: "{brand}: Ihr Anmeldecode lautet {code}. Geben Sie ihn niemandem.",
    },
  },
  fr: {
    SignUp: {
      subject: "Bienvenue chez {brand} : confirmez votre adresse",
      email:
        "<p>Bienvenue chez {brand}.</p><p>Votre code de confirmation est <strong>{code}</strong>.</p><p>Si vous ne vous êtes pas inscrit, ignorez ce message.</p>",
      sms: "{brand} : votre code de confirmation est {code}.",
    },
    AdminCreateUser: {
      subject: "Votre invitation chez {brand}",
      email:
        "<p>Un compte chez {brand} a été créé pour vous.</p><p>Nom d’utilisateur : <strong>{username}</strong><br>Mot de passe provisoire : <strong>{code}</strong></p><p>Vous choisirez votre propre mot de passe à la première connexion.</p>",
      sms: "{brand} : utilisateur {username}, mot de passe provisoire {code}",
    },
    ResendCode: {
      subject: "Votre nouveau code de confirmation pour {brand}",
      email:
        "<p>Votre nouveau code de confirmation pour {brand} est <strong>{code}</strong>.</p><p>Les codes précédents ne sont plus valables.</p>",
      sms: "{brand} : votre nouveau code de confirmation est {code}.",
    },
    ForgotPassword: {
      subject: "Réinitialisez votre mot de passe pour {brand}",
      email:
        "<p>Quelqu’un, vous sans doute, a demandé à réinitialiser votre mot de passe pour {brand}.</p><p>Votre code est <strong>{code}</strong>.</p><p>Si ce n’était pas vous, ignorez ce message : votre mot de passe ne change pas.</p>",
      sms: "{brand} : votre code pour réinitialiser le mot de passe est {code}.",
    },
    UpdateUserAttribute: {
      subject: "Confirmez votre nouvelle adresse chez {brand}",
      email:
        "<p>Votre code pour confirmer votre nouvelle adresse chez {brand} est <strong>{code}</strong>.</p><p>Si vous n’avez rien changé, changez votre mot de passe.</p>",
      sms: "{brand} : votre code pour confirmer votre nouveau numéro est {code}.",
    },
    VerifyUserAttribute: {
      subject: "Vérifiez votre adresse chez {brand}",
      email:
        "<p>Votre code pour vérifier votre adresse chez {brand} est <strong>{code}</strong>.</p>",
      sms: "{brand} : votre code pour vérifier votre numéro est {code}.",
    },
    Authentication: {
      subject: "Votre code de connexion à {brand}",
      email:
        "<p>Votre code de connexion à {brand} est <strong>{code}</strong>.</p><p>Personne de {brand} ne vous le demandera jamais.</p>",
      sms: "{brand} : votre code de connexion est {code}. Ne le donnez à personne.",
    },
  },
};

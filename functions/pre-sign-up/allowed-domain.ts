import type { PreSignUpEvent } from "../shared/events/pre-sign-up";
import { Refusal } from "../shared/pipeline/refusal";
import { asciiDomain, emailDomain } from "./email-domain";

/** What the client is told of an address that is not on the list. */
export const ADDRESS_NOT_ALLOWED = "Sign-up is not open to this e-mail address";

/**
 * Makes the step that lets only e-mail addresses of certain domains sign up, by themselves or through
 * an identity provider; whom an administrator makes is the administrator's decision. Domains are
 * compared whole, whatever their case: `example.com` does not allow `mail.example.com`.
 *
 * Who signs up by themselves must confirm the address before they get in. Nobody asks that of a
 * federated user, so theirs counts only if the provider calls it verified: its attribute mapping must
 * set `email_verified`. An address that a user changes later is not looked at: no trigger sees that.
 *
 * @param domains an empty list allows every address, and users without one.
 * @throws Error that names a domain on the list which is none.
 */
export function allowedDomain(domains: readonly string[]) {
  const allowed = new Set(
    domains.map((domain) => {
      const ascii = asciiDomain(domain);
      if (ascii === undefined) throw new Error(`Not a domain: ${domain}`);
      return ascii;
    }),
  );
  return ({ triggerSource, request }: PreSignUpEvent): Promise<void> => {
    if (allowed.size === 0 || triggerSource === "PreSignUp_AdminCreateUser") {
      return Promise.resolve();
    }
    const { email = "", email_verified: verified } = request.userAttributes;
    const isProven = triggerSource !== "PreSignUp_ExternalProvider" || verified === "true";
    const domain = emailDomain(email);
    return isProven && domain !== undefined && allowed.has(domain)
      ? Promise.resolve()
      : Promise.reject(new Refusal(ADDRESS_NOT_ALLOWED, "e-mail domain not allowed"));
  };
}

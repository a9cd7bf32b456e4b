import { domainToASCII } from "node:url";

/**
 * The domain of an e-mail address, in lower case and as DNS has it: `bücher.example` and
 * `xn--bcher-kva.example` are one.
 *
 * @returns `undefined` for what is no plain address: no `@`, several, or a domain that has anything in
 *   it but letters, digits, hyphens and dots.
 */
export function emailDomain(address: string): string | undefined {
  const [name, domain, ...more] = address.split("@");
  if (!name || !domain || more.length > 0) return undefined;
  return asciiDomain(domain);
}

/** @returns `undefined` for what is no domain. */
export function asciiDomain(domain: string): string | undefined {
  // `domainToASCII` reads a URL's host: it stops at `/` and `?`, and it decodes `%`.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return undefined;
  return domainToASCII(domain) || undefined;
}

import type { CloudFrontHeaders } from "aws-lambda";

/** The cookies of a request, by their names. A browser may send several headers. */
export function cookiesOf(headers: CloudFrontHeaders): ReadonlyMap<string, string> {
  const pairs = (headers["cookie"] ?? [])
    .flatMap(({ value }) => value.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair.includes("="));
  return new Map(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

/**
 * A cookie for this one host, over TLS alone and out of scripts' sight. A name that begins with `__Host-` is one
 * that no other host, a sister domain included, can set.
 *
 * @param seconds 0 takes it away.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function hostCookie(name: `__Host-${string}`, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
}

const loopback: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Where the directory is.
 *
 * @throws Error when passwords would be sent in the clear, other than to this computer.
 */
export function directoryUrl(configured: string): URL {
  const url = new URL(configured);
  if (url.protocol === "https:") return url;
  if (url.protocol === "http:" && loopback.includes(url.hostname)) return url;
  throw new Error(`The directory's URL must begin with https://, and not with ${url.protocol}//`);
}

/** The names of this computer for itself. No page can make a browser send one of them for its own. */
const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];

/** What a request line and its headers say about who it is for. */
export interface AddressedRequest {
  /** As received: a path, or a whole URL in the form for proxies. */
  readonly target: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  readonly port: number;
}

/**
 * Whether a request is meant for a local AWS: its only `Host` is a loopback name with its port. A
 * page whose own name was rebound to 127.0.0.1 sends that name, whatever else it does
 * (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Host).
 */
export function isForLoopback({ target, rawHeaders, port }: AddressedRequest): boolean {
  // The form for proxies names a host of its own, which would win over the header.
  if (!target.startsWith("/")) return false;
  const hosts = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "host",
  );
  const [host] = hosts;
  return (
    hosts.length === 1 &&
    host !== undefined &&
    loopbackNames.some((name) => host.toLowerCase() === `${name}:${port}`)
  );
}

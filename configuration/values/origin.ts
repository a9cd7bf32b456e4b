import { domainToASCII } from "node:url";
import type { Check } from "./fault";
import { faultOfHost, isLoopback, parsedUrl } from "./url";

const rule =
  "an allowed origin is scheme, host and port of one site, as a browser sends it: `https://…`, `http://` on this computer, or an app's own scheme such as `capacitor://localhost`";
const fix = "write an origin such as `https://app.example.com`";

/** Not of the schemes that have other rules, or whose pages have no origin. */
const appOrigin =
  /^(?!(?:https?|wss?|ftp|file|data|blob|about|javascript|vbscript):)[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]{1,253}$/;

/**
 * The origin of a page, as a browser sends it: scheme, host, and the port unless it is the scheme's
 * own. S3 compares it as text.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 * @see https://www.rfc-editor.org/rfc/rfc6454#section-7
 */
export const origin: Check = (value) => {
  if (value === "null") {
    return {
      rule: "`null` is what every page without an origin sends, a sandboxed frame of an attacker too",
      fix,
    };
  }
  if (value.includes("*")) {
    return {
      rule: "an allowed origin has no `*`: it would let sites read a user's files that you do not know",
      fix: "write each origin on its own",
    };
  }
  // A page in an app, whose files come from the app itself.
  if (appOrigin.test(value)) return undefined;
  const [, scheme, authority = ""] = /^(https?):\/\/([^\s/?#\\]+)$/.exec(value) ?? [];
  if (scheme === undefined) {
    const [, bare] = /^(https?:\/\/[^\s/?#\\@]+)[/?#]/i.exec(value) ?? [];
    return bare === undefined
      ? { rule, fix }
      : { rule: `${rule}, without a path`, fix: `write \`${bare.toLowerCase()}\`` };
  }
  if (authority.includes("@")) return { rule: "an origin has no user before its host", fix };
  if (!/^[\x21-\x7e]*$/.test(authority)) {
    const ascii = domainToASCII(authority.replace(/:\d*$/, ""));
    return {
      rule: "a browser sends the host of an origin in ASCII",
      fix:
        ascii === "" ? fix : `write \`${scheme}://${ascii}${/:\d*$/.exec(authority)?.[0] ?? ""}\``,
    };
  }
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority) ?? [];
  if (port !== undefined && (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)) {
    return { rule: "a port is a number from 1 to 65535, without leading zeros", fix };
  }
  const fault = faultOfHost(host);
  if (fault !== undefined) return fault;
  const url = parsedUrl(value);
  if (url?.origin !== value) {
    return { rule, fix: url === undefined ? fix : `write \`${url.origin}\`` };
  }
  return scheme === "http" && !isLoopback(url.hostname)
    ? { rule, fix: `write \`https://${authority}\`` }
    : undefined;
};

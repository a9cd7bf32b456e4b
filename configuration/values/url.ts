import { described, firstOutside } from "./characters";
import { domainToASCII } from "node:url";
import type { Check, Fault } from "./fault";

/** Hosts on this computer that Cognito takes with `http`. */
const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** Schemes that a browser runs, reads from disk, or hands to nobody's app. */
const dangerous = [
  "javascript",
  "data",
  "file",
  "vbscript",
  "blob",
  "about",
  "filesystem",
  "ws",
  "wss",
  "ftp",
];

const longest = 1024;

/** Everything that a URL is made of; a browser takes blanks and control characters out without a word. */
const visible = /^[\x21-\x7e]$/;

function faultOfCharacters(value: string): Fault | undefined {
  const character = firstOutside(value, visible);
  if (character === undefined) return undefined;
  if (/\p{L}|\p{N}/u.test(character.text)) {
    return {
      rule: `a URL is in ASCII, as a browser sends it, and has no ${described(character)}`,
      fix: asciiUrl(value) ?? "write the host as `xn--…`, and other characters as `%…`",
    };
  }
  return {
    rule: `a URL has no ${described(character)}: AWS compares it character by character`,
    fix: "take it out",
  };
}

function asciiUrl(value: string): string | undefined {
  const url = parsedUrl(value);
  return url && `write \`${url.href}\``;
}

/**
 * What a browser makes of a URL; `undefined` if it is none. Not by `URL.canParse`: once it has run some
 * hundred times, Node.js 20 answers `false` to every text with a character beyond ASCII.
 */
export function parsedUrl(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}

/**
 * A callback or sign-out URL: `https://…`, an app's own scheme, or `http://` on this computer.
 * Absolute, without a fragment, 1,024 characters at most. Cognito compares it whole, so `*` stands for
 * nothing but itself.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html
 */
export const redirectUrl: Check = (value) => {
  const fix =
    "write `https://app.example.com/callback`, or `http://localhost:3000/callback` while developing";
  if (value.length > longest) {
    return {
      rule: `a callback or sign-out URL has at most ${longest} characters`,
      fix: "shorten it",
    };
  }
  const characters = faultOfCharacters(value);
  if (characters !== undefined) return characters;
  const [, scheme = "", rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/.exec(value) ?? [];
  const url = parsedUrl(value);
  if (scheme === "" || url === undefined) {
    return {
      rule: "a callback or sign-out URL is absolute: it begins with `https://` or an app's scheme",
      fix,
    };
  }
  if (value.includes("#")) {
    return {
      rule: "a callback or sign-out URL has no fragment (RFC 6749, section 3.1.2)",
      fix: "write it without `#` and what follows",
    };
  }
  if (value.includes("*")) {
    return {
      rule: "Cognito compares a callback or sign-out URL whole: `*` stands for nothing but itself",
      fix: "write each URL on its own",
    };
  }
  const name = scheme.toLowerCase();
  if (dangerous.includes(name)) {
    return { rule: `a browser does not hand \`${name}:\` to an app`, fix };
  }
  if (name !== "http" && name !== "https") return faultOfAppUrl(scheme, rest);
  const fault = faultOfWebUrl(url, rest);
  if (fault !== undefined) return fault;
  return name === "http" && !isLoopback(url.hostname)
    ? { rule: "a callback or sign-out URL is HTTPS, or HTTP on localhost, 127.0.0.1 or [::1]", fix }
    : undefined;
};

/** What every `http` and `https` URL must be, whoever it is of. */
function faultOfWebUrl(
  { href, username, password, hostname }: URL,
  rest: string,
): Fault | undefined {
  if (!/^\/\/[^/\\]/.test(rest) || rest.includes("\\")) {
    return {
      rule: "two slashes stand before the host, and none leans back",
      fix: `write \`${href}\``,
    };
  }
  if (username !== "" || password !== "" || /^\/\/[^/?]*@/.test(rest)) {
    return {
      rule: "a URL has no user and no password before its host",
      fix: "write it without them",
    };
  }
  if (/%(?![0-9a-f]{2})/i.test(rest)) {
    return {
      rule: "`%` stands before two digits or letters from A to F",
      fix: "write `%25` for a percent sign",
    };
  }
  // A browser writes `127.1` and `2130706433` as 127.0.0.1, and AWS compares texts.
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
  if (isAddress && !rest.slice(2).startsWith(hostname)) {
    return { rule: "an address stands there in its four numbers", fix: `write \`${href}\`` };
  }
  return faultOfHost(hostname);
}

/** An app's scheme as RFC 8252 and Cognito have it: `myapp://…`, `com.example.app:/…`. */
function faultOfAppUrl(scheme: string, rest: string): Fault | undefined {
  if (scheme !== scheme.toLowerCase()) {
    return {
      rule: "an app's scheme is in lower case: systems compare it so",
      fix: `write \`${scheme.toLowerCase()}:${rest}\``,
    };
  }
  return rest.startsWith("/") && rest !== "/" && !rest.includes("\\")
    ? undefined
    : {
        rule: "an app's URL has a slash and something after its scheme",
        fix: `write \`${scheme}://callback\``,
      };
}

/** A host is a name of letters, digits and hyphens, or an address. */
export function faultOfHost(host: string): Fault | undefined {
  if (/^\[[0-9a-f:.]+\]$/.test(host)) return undefined;
  const labels = host.replace(/\.$/, "").split(".");
  return host.length <= 253 &&
    labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))
    ? undefined
    : {
        rule: "a host is made of letters, digits and hyphens, with dots between its parts",
        fix: /[^\x21-\x7e]/.test(host)
          ? `write \`${domainToASCII(host)}\``
          : "write a host such as `app.example.com`",
      };
}

/** Whether a URL's host is this computer. */
export function isLoopback(hostname: string): boolean {
  return loopback.includes(hostname);
}

/** An absolute `http` or `https` URL that a function calls. */
export function endpointUrl(what: string): Check {
  const fix = "write `https://<host>/<path>`";
  return (value) => {
    const characters = faultOfCharacters(value);
    if (characters !== undefined) return characters;
    const [, rest] = /^https?:(.*)$/.exec(value) ?? [];
    const url = parsedUrl(value);
    if (rest === undefined || url === undefined) {
      return { rule: `${what} is an absolute URL of a web server`, fix };
    }
    if (value.length > 2048)
      return { rule: `${what} has at most 2048 characters`, fix: "shorten it" };
    if (value.includes("#")) {
      return {
        rule: `${what} has no fragment: none is ever sent`,
        fix: "write it without `#` and what follows",
      };
    }
    return faultOfWebUrl(url, rest);
  };
}

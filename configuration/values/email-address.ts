import { domainToASCII } from "node:url";
import type { Check, Fault } from "./fault";

/** RFC 5322, section 3.2.3: what may stand in an address and in a display name without quotes. */
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`);
const unquotedName = new RegExp(`^${atom}(?: ${atom})*$`);
/** In quotes: printable ASCII, with `"` and `\` behind a backslash. */
const quotedName = /^"(?:[ !#-[\]-~]|\\["\\])*"$/;

/** RFC 2047, section 2: words of a character set, an encoding and a text without blanks, 75 characters each. */
const encodedWord =
  "(?=[^ ]{1,75}(?: |$))=\\?(?:UTF-8|ISO-8859-\\d{1,2}|US-ASCII)\\?(?:B\\?(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|Q\\?(?:[!->@-^`-~_]|=[0-9A-F]{2})*)\\?=";
const encodedName = new RegExp(`^${encodedWord}(?: ${encodedWord})*$`, "i");

const example = "no-reply@example.com";

/** RFC 5321, section 4.5.3.1: in octets. */
const longest = { localPart: 64, domain: 253, address: 254 };
/** RFC 5322, section 2.1.1, without `From: `. */
const longestHeader = 992;

/** A mailbox in its parts. */
interface Mailbox {
  readonly name: string | undefined;
  readonly address: string;
}

/**
 * A plain e-mail address, as Amazon SES takes it: the part before the `@` in ASCII and unquoted, the
 * domain as DNS has it.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export function emailAddress(what: string): Check {
  return (value) => faultOfAddress(value, what);
}

/**
 * An e-mail address with or without a display name, as it stands in the header `From`. SES takes ASCII:
 * other names are encoded (RFC 2047). Cognito says "Provided From email address is invalid" to the
 * rest.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html
 */
export const mailbox: Check = (value) => {
  if (value.length > longestHeader) {
    return {
      rule: `from is at most ${longestHeader} characters long: it is one line of the e-mail`,
      fix: "shorten the display name",
    };
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) {
    return {
      rule: "from is one line of visible characters",
      fix: `write it without line breaks and control characters: \`Acme <${example}>\``,
    };
  }
  const { name, address } = parts(value);
  const fault = faultOfAddress(address, "from");
  if (fault !== undefined) {
    return value.includes("<") && !value.endsWith(">")
      ? { rule: fault.rule, fix: `write \`Acme <${example}>\`` }
      : fault;
  }
  if (name === undefined) return undefined;
  if (/=\?|\?=/.test(name)) {
    return encodedName.test(name)
      ? undefined
      : {
          rule: "an encoded display name is words such as `=?UTF-8?B?…?=` (RFC 2047), and this one breaks off or has others in it",
          fix: `write \`=?UTF-8?B?<base64>?= <${address}>\``,
        };
  }
  return unquotedName.test(name) || quotedName.test(name) ? undefined : faultOfName(name, address);
};

/** The domain of addresses: in lower case, as it is compared. */
export function emailDomain(what: string): Check {
  return (value) => {
    const fault = faultOfDomain(value, what);
    if (fault !== undefined) return fault;
    return value === value.toLowerCase()
      ? undefined
      : {
          rule: `${what} is in lower case, without \`@\` and without a wildcard; a subdomain is a domain of its own`,
          fix: `write \`${value.toLowerCase()}\``,
        };
  };
}

/** The address of a mailbox, in lower case: SES tells none apart by case. */
export function addressOf(value: string): string {
  return parts(value).address.toLowerCase();
}

/**
 * Whether SES lets an identity send from an address. An identity is an address, or a domain with all
 * its subdomains.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export function belongsTo(address: string, identity: string): boolean {
  const wanted = identity.toLowerCase();
  const own = address.toLowerCase();
  if (wanted.includes("@")) return own === wanted;
  const domain = own.slice(own.lastIndexOf("@") + 1);
  return domain === wanted || domain.endsWith(`.${wanted}`);
}

/** A domain name as DNS has it, or what it should be. */
export function faultOfDomain(domain: string, what: string): Fault | undefined {
  if (!/^[\x21-\x7e]*$/.test(domain)) {
    const ascii = domainToASCII(domain);
    return {
      rule: `${what} is written as DNS has it, in ASCII`,
      fix:
        ascii === ""
          ? "write a domain such as `example.com`, without blanks"
          : `write \`${ascii}\` for \`${shortened(domain)}\``,
    };
  }
  const labels = domain.split(".");
  const isDomain =
    domain.length <= longest.domain &&
    labels.length >= 2 &&
    labels.every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label)) &&
    /^[A-Za-z]/.test(labels.at(-1) ?? "");
  return isDomain
    ? undefined
    : {
        rule: `${what} is a domain: parts of letters, digits and hyphens, with dots between them`,
        fix: "write a domain such as `example.com`",
      };
}

function parts(value: string): Mailbox {
  const open = value.lastIndexOf("<");
  return open >= 0 && value.endsWith(">")
    ? { name: value.slice(0, open).trimEnd() || undefined, address: value.slice(open + 1, -1) }
    : { name: undefined, address: value };
}

function faultOfAddress(address: string, what: string): Fault | undefined {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || address.length > longest.address || local.length > longest.localPart) {
    return {
      rule: `${what} is an e-mail address, with 64 characters before the \`@\` and ${longest.address} in all at most`,
      fix: `write an address such as \`${example}\``,
    };
  }
  if (!localPart.test(local)) {
    return {
      rule: `${what} has letters, digits and single dots before the \`@\`: Amazon SES takes ASCII without blanks and quotes there`,
      fix: `write an address such as \`${example}\``,
    };
  }
  const fault = faultOfDomain(domain, `the domain of ${what}`);
  if (fault === undefined) return undefined;
  const ascii = domainToASCII(domain);
  return ascii !== "" && !/^[\x21-\x7e]*$/.test(domain)
    ? { rule: fault.rule, fix: `write \`${local}@${ascii}\`` }
    : fault;
}

function faultOfName(name: string, address: string): Fault {
  const plain = name.replaceAll(/^"|"$/g, "");
  if (/^[\x20-\x7e]*$/.test(plain)) {
    const quoted = plain.replaceAll(/\\(["\\])/g, "$1").replaceAll(/["\\]/g, "\\$&");
    return {
      rule: "a display name with anything but letters, digits and single spaces stands in quotes (RFC 5322)",
      fix: `write \`"${quoted}" <${address}>\` with the quotes`,
    };
  }
  return {
    rule: "a display name is in ASCII; any other is encoded (RFC 2047), or mail servers refuse the message",
    fix: `write \`${encoded(plain)} <${address}>\`, which mail programs show as ${shortened(plain)}`,
  };
}

/** RFC 2047, section 2: a word of 75 characters at most, so a long name makes several. */
function encoded(name: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of name) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word]
    .map((text) => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`)
    .join(" ");
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

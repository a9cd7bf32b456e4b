import { isIP } from "node:net";
import type { Check } from "./fault";

/**
 * A block of addresses in CIDR notation, IPv4 or IPv6.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_IPSet.html
 */
export const cidrBlock: Check = (value) => {
  const [, address = "", bits = ""] = /^([^/\s%]+)\/(0|[1-9]\d{0,2})$/.exec(value) ?? [];
  const version = isIP(address);
  const rule = "a block of addresses is written in CIDR notation";
  if (version === 0) {
    return {
      rule,
      fix:
        isIP(value) === 0
          ? "write `192.0.2.0/24`"
          : `write \`${value}/${isIP(value) === 4 ? 32 : 128}\``,
    };
  }
  const most = version === 4 ? 32 : 128;
  if (Number(bits) > most) {
    return {
      rule: `${rule}, with a prefix of at most ${most} bits`,
      fix: `write \`${address}/${most}\``,
    };
  }
  return Number(bits) === 0
    ? {
        rule: `${rule}, and \`/0\` is every address that there is`,
        fix: "write the block that is meant",
      }
    : undefined;
};

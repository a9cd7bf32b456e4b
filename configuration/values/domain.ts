import { faultOfDomain } from "./email-address";
import type { Check } from "./fault";

/** AWS keeps these words for itself, anywhere in a prefix. */
const reserved = /aws|amazon|cognito/;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
export const domainPrefix: Check = (prefix) => {
  const word = reserved.exec(prefix)?.[0];
  if (word !== undefined) {
    return {
      rule: `AWS lets no domain prefix have \`${word}\` in it`,
      fix: "write a prefix such as `acme-sign-in`",
    };
  }
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(prefix)
    ? undefined
    : {
        rule: "a domain prefix is 1–63 lowercase letters, digits and hyphens, and begins and ends with a letter or digit",
        fix: "write a prefix such as `acme-sign-in`",
      };
};

/** A domain of a team's own: a name within another, for a parent must be there and no top-level domain. */
export const domainName: Check = (name) => {
  if (name !== name.toLowerCase()) {
    return {
      rule: "a domain's name is in lower case: Terraform and Cognito compare it so",
      fix: `write \`${name.toLowerCase()}\``,
    };
  }
  const fault = faultOfDomain(name, "name");
  if (fault !== undefined) return fault;
  return name.split(".").length >= 3
    ? undefined
    : {
        rule: "Cognito takes a name within a domain that is there: its parent has a record of type A",
        fix: `write \`auth.${name}\``,
      };
};

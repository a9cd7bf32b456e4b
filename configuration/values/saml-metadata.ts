import type { Check } from "./fault";

const mostBytes = 100 * 1024;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managing-saml-idp.html */
export const faultOfMetadata: Check<Buffer> = (content) => {
  if (content.length > mostBytes) {
    return {
      rule: "the metadata have at most 100 KB",
      fix: "take other providers out of the file",
    };
  }
  return /<(?:\w+:)?EntityDescriptor[\s>]/.test(content.toString("utf8"))
    ? undefined
    : {
        rule: "the file holds the provider's metadata: an EntityDescriptor of SAML 2.0",
        fix: "download it from the provider's console",
      };
};

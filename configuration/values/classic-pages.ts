import type { Check } from "./fault";

/** The classes of the classic pages. */
const classes = [
  "background-customizable",
  "banner-customizable",
  "errorMessage-customizable",
  "idpButton-customizable",
  "idpDescription-customizable",
  "inputField-customizable",
  "label-customizable",
  "legalText-customizable",
  "logo-customizable",
  "passwordCheck-notValid-customizable",
  "passwordCheck-valid-customizable",
  "redirect-customizable",
  "socialButton-customizable",
  "submitButton-customizable",
  "textDescription-customizable",
];

const mostCharacters = 131_072;
const mostBytes = 100 * 1024;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html */
export const faultOfCss: Check<Buffer> = (content) => {
  const css = content.toString("utf8");
  if (css.length > mostCharacters) {
    return { rule: `the CSS has at most ${mostCharacters} characters`, fix: "shorten it" };
  }
  const bare = css.replaceAll(/\/\*.*?\*\//gs, "");
  const rule = /@[a-z-]+/i.exec(bare)?.[0];
  if (rule !== undefined) {
    return {
      rule: `Cognito takes no ${rule} in the CSS of its pages`,
      fix: "style the classes alone",
    };
  }
  const wrong = [...bare.matchAll(/([^{}]+)\{[^{}]*\}/g)]
    .flatMap(([, selectors = ""]) => selectors.split(","))
    .map((selector) => selector.trim())
    .find(
      (selector) => !classes.includes(/^\.([\w-]+)(?::hover|:focus)?$/.exec(selector)?.[1] ?? ""),
    );
  return wrong === undefined
    ? undefined
    : {
        rule: `the CSS styles Cognito's classes alone, and \`${wrong}\` is none`,
        fix: `write one of ${classes.map((name) => `.${name}`).join(", ")}, with \`:hover\` or \`:focus\` where wanted`,
      };
};

/** By how files of the kind begin. */
const kinds: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
];

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html */
export const faultOfLogo: Check<Buffer> = (content) => {
  if (content.length > mostBytes) {
    return { rule: "the logo has at most 100 KB", fix: "make it smaller" };
  }
  return kinds.some((bytes) => bytes.every((byte, index) => content[index] === byte))
    ? undefined
    : { rule: "the logo is a PNG or JPEG file", fix: "save it as PNG" };
};

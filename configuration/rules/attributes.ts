import type { Problem } from "../problem";
import type { SoundUserPool } from "./rule";

/** Cognito writes these itself, when the user proves that the address is theirs. */
export const setByCognito = ["email_verified", "phone_number_verified"];

/** The custom attributes in a list that the pool does not have. */
export function unknownAttributes(
  attributes: readonly (string | undefined)[] | undefined,
  path: string,
  userPool: SoundUserPool | undefined,
): Problem[] {
  return (attributes ?? []).flatMap((attribute, index) =>
    attribute?.startsWith("custom:") &&
    !Object.hasOwn(userPool?.customAttributes ?? {}, attribute.slice("custom:".length))
      ? [
          {
            path: `${path}[${index}]`,
            value: attribute,
            rule: "a custom attribute is one of those in `userPool.customAttributes`",
            fix: `add \`${attribute.slice("custom:".length)}\` to userPool.customAttributes, or remove it here`,
          },
        ]
      : [],
  );
}

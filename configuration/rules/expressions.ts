import type { Problem } from "../problem";

/**
 * Every string becomes part of Terraform JSON, where `${…}` and `%{…}` are expressions: an e-mail's
 * text could read another resource's attributes, or make no valid plan.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function expressions(value: unknown, path = ""): readonly Problem[] {
  if (typeof value === "string") {
    return /[$%]\{/.test(value)
      ? [
          {
            path,
            value,
            rule: "Terraform reads `${` and `%{` as the beginning of an expression",
            fix: "write the text without them",
          },
        ]
      : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    expressions(
      item,
      Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
    ),
  );
}

import type { Problem } from "../problem";
import type { WideRule } from "./rule";

/** An e-mail's text could read another resource's attributes, or make no valid plan. */
export const expressions: WideRule = ({ configuration }) => expressionsIn(configuration, "");

function expressionsIn(value: unknown, path: string): readonly Problem[] {
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
    expressionsIn(
      item,
      Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
    ),
  );
}

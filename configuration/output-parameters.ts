import type { NameScope } from "./naming";

/**
 * The name of an output's parameter: `/acme/dev/client_ids/web`. What a name cannot hold is `_` in it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export function parameterName(
  { project, environment }: NameScope,
  ...path: readonly string[]
): string {
  const parts = path.map((part) => part.replaceAll(/[^A-Za-z0-9_.-]/g, "_"));
  return `/${[project, environment, ...parts].join("/")}`;
}

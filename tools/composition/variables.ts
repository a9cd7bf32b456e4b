import type { TerraformElement } from "cdktf";
import { isVariableName, variableNameRule } from "../../configuration/values/variable-name";
import type { Block } from "../../stacks/block";
import { NodeFunction } from "../../stacks/lambda/node-function";
import { resolvedValue } from "../../stacks/resolved-block";
import type { Broken } from "./broken";

/** The environment variables of a function, if the block is one. */
export function variablesIn({ type, values }: Block): Readonly<Record<string, unknown>> {
  if (type !== "aws_lambda_function") return {};
  const environments = [values["environment"]].flat() as readonly (
    { readonly variables?: Readonly<Record<string, unknown>> } | undefined
  )[];
  return Object.assign(
    {},
    ...environments.map((environment) => environment?.variables),
  ) as Readonly<Record<string, unknown>>;
}

/** Names that Lambda does not take. */
export function wrongNames(block: Block): readonly Broken[] {
  return Object.keys(variablesIn(block))
    .filter((name) => !isVariableName(name))
    .map((name) => ({ rule: `${variableNameRule}; ${name} is not`, fix: "give it another name" }));
}

/** Variables that go with a grant, and that something else sets to another thing: the function may not use that. */
export function contestedVariables(resource: TerraformElement): readonly Broken[] {
  const { scope } = resource.node;
  if (!(scope instanceof NodeFunction) || scope.resource !== resource) return [];
  const resolved = (value: string) => resolvedValue(resource, value);
  return scope.contested
    .filter(({ granted, other }) => resolved(granted) !== resolved(other))
    .map(({ name }) => ({
      rule: `${name} goes with what the function is granted, and something else sets it to another value: the function may not use what it names`,
      fix: `take ${name} out of \`functions\` in environments.ts, or give the other one another name`,
    }));
}

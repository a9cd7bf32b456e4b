import { TerraformDataSource, type TerraformElement, TerraformResource } from "cdktf";
import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { wildcardReasonOf } from "../../stacks/iam/wildcards";
import { blockOf } from "../../stacks/block";
import { EdgeFunction } from "../../stacks/lambda/edge-function";
import { resolvedValue } from "../../stacks/resolved-block";
import type { Broken } from "./broken";
import { literalSecrets, secretsAtEdge } from "./literal-secrets";
import { unprotected } from "./protection";
import { wildcardsIn } from "./wildcards";

/** A stack breaks a rule that holds for all. The message is for whoever wrote it; no stack is needed. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Holds whatever the stacks are made of, what `extend.ts` adds and overrides included, to what README
 * promises: no wildcard without a reason, no secret in a function's variables, whatever holds users' data is
 * kept, and each resource has an address of its own.
 *
 * @throws InvariantError with all that breaks a rule.
 */
export function holdInvariants(environments: readonly EnvironmentStacks[]): void {
  const problems = environments.flatMap(({ environment, stacks }) =>
    stacks.flatMap((stack) => {
      const pathOf = new Map<string, string>();
      return stack.node.findAll().flatMap((construct) => {
        const isData = TerraformDataSource.isTerraformDataSource(construct);
        if (!isData && !TerraformResource.isTerraformResource(construct)) return [];
        const block = blockOf(construct);
        if (block === undefined) return [];
        const address = `${isData ? "data." : ""}${block.type}.${construct.friendlyUniqueId}`;
        const before = pathOf.get(address);
        pathOf.set(address, construct.node.path);
        const broken = [
          ...(before === undefined ? [] : [sameAddress(before, construct.node.path)]),
          ...(wildcardReasonOf(construct) === undefined ? wildcardsIn(block) : []),
          ...literalSecrets(block),
          ...atEdge(construct),
          ...(environment.protection.enabled && !isData ? unprotected(block) : []),
        ];
        return broken.map(
          ({ rule, fix }) =>
            `  ${stack.node.id} · ${address}\n    rule   ${rule}\n    fix    ${fix}`,
        );
      });
    }),
  );
  if (problems.length === 0) return;
  const count = problems.length === 1 ? "1 rule is" : `${problems.length} rules are`;
  throw new InvariantError([`${count} broken. Nothing was written.`, ...problems].join("\n\n"));
}

/** cdktf would write one of the two over the other, without a word. */
function sameAddress(one: string, other: string): Broken {
  return {
    rule: `Terraform would know ${one} and ${other} by one address, and make only one of them`,
    fix: "give the one of extend.ts another id",
  };
}

function atEdge(resource: TerraformElement): readonly Broken[] {
  const { scope } = resource.node;
  return scope instanceof EdgeFunction && scope.resource === resource
    ? secretsAtEdge(resolvedValue(resource, scope.environment) as Record<string, unknown>)
    : [];
}

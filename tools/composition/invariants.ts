import { TerraformDataSource, type TerraformElement, TerraformResource } from "cdktf";
import type { EnvironmentStack } from "../../stacks/environment-stack";
import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { wildcardReasonOf } from "../../stacks/iam/wildcards";
import { type Block, blockOf } from "../../stacks/block";
import { EdgeFunction } from "../../stacks/lambda/edge-function";
import { resolvedValue } from "../../stacks/resolved-block";
import type { Broken } from "./broken";
import { literalSecrets, secretsAtEdge } from "./literal-secrets";
import { unprotected } from "./protection";
import { referenceCircle } from "./reference-circle";
import { sharedNames } from "./shared-names";
import { contestedVariables, wrongNames } from "./variables";
import { wildcardsIn } from "./wildcards";

/** A stack breaks a rule that holds for all. The message is for whoever wrote it; no stack is needed. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** A resource or a data source, with what Terraform will read. */
interface Element {
  readonly construct: TerraformElement;
  readonly isData: boolean;
  readonly block: Block;
  readonly address: string;
}

/**
 * Holds whatever the stacks are made of, what `extend.ts` adds and overrides included, to what README
 * promises: no wildcard without a reason, no secret in a function's variables, whatever holds users' data is
 * kept, each resource has an address and a name of its own, and none needs itself.
 *
 * @throws InvariantError with all that breaks a rule.
 */
export function holdInvariants(environments: readonly EnvironmentStacks[]): void {
  const problems = environments.flatMap(({ environment, stacks }) =>
    stacks.flatMap((stack) => {
      const elements = elementsOf(stack);
      return [
        ...elements.flatMap((element) =>
          brokenBy(element, environment.protection.enabled).map((broken) =>
            told(`${stack.node.id} · ${element.address}`, broken),
          ),
        ),
        ...sameAddresses(stack, elements),
        ...circle(stack, elements),
      ];
    }),
  );
  problems.push(
    ...sharedNames(environments).map(({ arn, at }) => told(at.join(", "), oneName(arn))),
  );
  if (problems.length === 0) return;
  const count = problems.length === 1 ? "1 rule is" : `${problems.length} rules are`;
  throw new InvariantError([`${count} broken. Nothing was written.`, ...problems].join("\n\n"));
}

function told(at: string, { rule, fix }: Broken): string {
  return `  ${at}\n    rule   ${rule}\n    fix    ${fix}`;
}

function elementsOf(stack: EnvironmentStack): readonly Element[] {
  return stack.node.findAll().flatMap((construct): readonly Element[] => {
    const isData = TerraformDataSource.isTerraformDataSource(construct);
    if (!isData && !TerraformResource.isTerraformResource(construct)) return [];
    const block = blockOf(construct);
    if (block === undefined) return [];
    const address = `${isData ? "data." : ""}${block.type}.${construct.friendlyUniqueId}`;
    return [{ construct, isData, block, address }];
  });
}

function brokenBy({ construct, isData, block }: Element, isProtected: boolean): readonly Broken[] {
  return [
    ...(wildcardReasonOf(construct) === undefined ? wildcardsIn(block) : []),
    ...literalSecrets(block),
    ...wrongNames(block),
    ...contestedVariables(construct),
    ...atEdge(construct),
    ...(isProtected && !isData ? unprotected(construct, block) : []),
  ];
}

/** cdktf would write one of the two over the other, without a word. */
function sameAddresses(stack: EnvironmentStack, elements: readonly Element[]): readonly string[] {
  const pathOf = new Map<string, string>();
  return elements.flatMap(({ construct, address }) => {
    const before = pathOf.get(address);
    pathOf.set(address, construct.node.path);
    if (before === undefined) return [];
    return told(`${stack.node.id} · ${address}`, {
      rule: `Terraform would know ${before} and ${construct.node.path} by one address, and make only one of them`,
      fix: "give the one of extend.ts another id",
    });
  });
}

function circle(stack: EnvironmentStack, elements: readonly Element[]): readonly string[] {
  const found = referenceCircle(
    elements.map(({ address, block: { values } }) => ({ address, values })),
  );
  if (found === undefined) return [];
  const [first = ""] = found;
  return [
    told(`${stack.node.id} · ${first}`, {
      rule: `each of these needs the next, and Terraform can make none of them: ${[...found, first].join(" → ")}`,
      fix: "take one of the references away. A function before the user pool cannot use what needs the pool; it reads the pool's id from its event, `event.userPoolId`",
    }),
  ];
}

function oneName(arn: string): Broken {
  return {
    rule: `AWS would know them by one name, ${arn}: the deploy fails, or one takes the other's place`,
    fix: 'give one of them another name, such as `physicalName(environment, "<what>")`',
  };
}

function atEdge(resource: TerraformElement): readonly Broken[] {
  const { scope } = resource.node;
  return scope instanceof EdgeFunction && scope.resource === resource
    ? secretsAtEdge(resolvedValue(resource, scope.environment) as Record<string, unknown>)
    : [];
}

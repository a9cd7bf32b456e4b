import { type TerraformDataSource, TerraformResource, type TerraformStack } from "cdktf";
import { resolvedBlock } from "./resolved-block";

/** A resource or data source, as Terraform will read it. */
export interface Block {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A resource with its address. */
export interface PlacedBlock extends Block {
  readonly address: string;
}

/** Every resource of a stack, as Terraform will read it. */
export function blocksOf(stack: TerraformStack): readonly PlacedBlock[] {
  return stack.node.findAll().flatMap((construct) => {
    if (!TerraformResource.isTerraformResource(construct)) return [];
    const block = blockOf(construct);
    return block ? [{ ...block, address: `${block.type}.${construct.friendlyUniqueId}` }] : [];
  });
}

/** One element; `undefined` where `moveTo` has left a construct without a resource. */
export function blockOf(element: TerraformResource | TerraformDataSource): Block | undefined {
  const type = element.terraformResourceType;
  const json = resolvedBlock(element) as Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, Block["values"]>>>>>
  >;
  const values = (json["resource"] ?? json["data"])?.[type]?.[element.friendlyUniqueId];
  return values && { type, values };
}

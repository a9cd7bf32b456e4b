import {
  DefaultTokenResolver,
  StringConcat,
  type TerraformElement,
  TerraformStack,
  Tokenization,
} from "cdktf";

const resolver = new DefaultTokenResolver(new StringConcat());

/**
 * What an element says to Terraform, read from the construct itself: no stack is synthesized for it.
 * Each token stands as Terraform will read it: a reference to another resource with that one's address.
 */
export function resolvedBlock(element: TerraformElement): unknown {
  return resolvedValue(element, element.toTerraform());
}

/** The same of a value that an element has. */
export function resolvedValue(element: TerraformElement, value: unknown): unknown {
  return Tokenization.resolve(value ?? {}, { scope: TerraformStack.of(element), resolver });
}

import type { Block, PlacedBlock } from "../../stacks/block";

/** An amount, and what it is of. */
export interface Count {
  readonly at: string;
  readonly amount: number;
}

type Values = Block["values"];

/** Counts something of each resource of a type. */
export function each(type: string, amount: (values: Values) => number) {
  return (blocks: readonly PlacedBlock[]): readonly Count[] =>
    blocks
      .filter((block) => block.type === type)
      .map(({ address, values }) => ({ at: address, amount: amount(values) }));
}

/** Adds something up over the resources of a type that belong to one thing: policies of a role. */
export function groupedBy(type: string, argument: string, amount: (values: Values) => number) {
  return (blocks: readonly PlacedBlock[]): readonly Count[] => {
    const sums = new Map<string, number>();
    for (const { values } of blocks.filter((block) => block.type === type)) {
      const owner = ownerOf(values[argument]);
      sums.set(owner, (sums.get(owner) ?? 0) + amount(values));
    }
    return [...sums].map(([at, sum]) => ({ at, amount: sum }));
  };
}

/** `${aws_iam_role.a_role.name}` belongs to `aws_iam_role.a_role`. */
function ownerOf(reference: unknown): string {
  const text = typeof reference === "string" ? reference : "";
  return /^\$\{((?:data\.)?[\w-]+\.[\w-]+)\./.exec(text)?.[1] ?? text;
}

/**
 * The length of a value as text, in bytes. What only Terraform will know (a reference) counts as
 * nothing, so it is the least that it can be.
 */
export function characters(value: unknown): number {
  if (value === undefined || value === null) return 0;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // `$${` is how a policy variable is written for Terraform; it reaches AWS as `${`.
  const known = text
    .replaceAll("$${", "\u0000")
    .replaceAll(/\$\{[^}]*\}/g, "")
    .replaceAll("\u0000", "${");
  return Buffer.byteLength(known);
}

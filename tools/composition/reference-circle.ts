import { circleAmong } from "./circle";

/** A resource or a data source of a stack, as Terraform will read it. */
export interface Addressed {
  /** `aws_sqs_queue.orders`, `data.aws_vpc.main`. */
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const anAddress = /(?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*/g;

/**
 * Resources of one stack of which each needs the next, and the last the first: Terraform could make none of them.
 *
 * @returns their addresses; `undefined` where there are none.
 */
export function referenceCircle(all: readonly Addressed[]): readonly string[] | undefined {
  const references = new Map(all.map(({ address, values }) => [address, referredTo(values)]));
  return circleAmong([...references.keys()], (address) =>
    (references.get(address) ?? []).filter((other) => references.has(other)),
  );
}

/** Whatever a block names in an expression or in `depends_on`. */
function referredTo(values: Addressed["values"]): readonly string[] {
  const expressions = JSON.stringify(values).match(/\$\{[^}]*\}/g) ?? [];
  const named = [...expressions, JSON.stringify(values["depends_on"] ?? [])].join("\n");
  return [...new Set(named.match(anAddress))];
}

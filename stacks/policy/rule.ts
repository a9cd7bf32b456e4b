import type { PlacedBlock } from "../block";

/** The values of a resource, as Terraform will read them. */
type Values = PlacedBlock["values"];

/** One thing that scanners ask for, under all the ids by which they ask for it. */
export interface PolicyRule {
  /** `CKV_AWS_117`, `Lambda.3`, `AVD-AWS-0132`, `COG1`. */
  readonly ids: readonly [string, ...(readonly string[])];
  readonly asks: string;
  /** Terraform's types of the resources that it is about. */
  readonly types: readonly [string, ...(readonly string[])];
  /**
   * Whether a resource has it.
   *
   * @param all every resource of the stack, where it may stand in one of its own.
   */
  readonly holds: (block: PlacedBlock, all: readonly PlacedBlock[]) => boolean;
  /** Why a resource may lack it; `undefined` for one that may not. */
  readonly skip?: string | ((block: PlacedBlock) => string | undefined);
}

/** What became of one rule at one resource. */
export interface Verdict {
  readonly rule: PolicyRule;
  readonly address: string;
  readonly outcome: "pass" | "skip" | "fail";
  /** Of a skip. */
  readonly reason?: string;
}

/** Every rule at every resource of a stack that it is about. */
export function verdicts(
  rules: readonly PolicyRule[],
  blocks: readonly PlacedBlock[],
): readonly Verdict[] {
  return rules.flatMap((rule) =>
    blocks
      .filter(({ type }) => rule.types.includes(type))
      .map((block): Verdict => {
        const { address } = block;
        if (rule.holds(block, blocks)) return { rule, address, outcome: "pass" };
        const reason = typeof rule.skip === "function" ? rule.skip(block) : rule.skip;
        return reason === undefined
          ? { rule, address, outcome: "fail" }
          : { rule, address, outcome: "skip", reason };
      }),
  );
}

/** A value in nested blocks, each of which may be a list of one. */
export function valueAt(values: Values, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => {
    const block: unknown = Array.isArray(value) ? value[0] : value;
    return typeof block === "object" && block !== null
      ? (block as Readonly<Record<string, unknown>>)[name]
      : undefined;
  }, values);
}

/** Whether another resource, of one of `types`, refers to this one. */
export function hasPart(
  { address }: PlacedBlock,
  all: readonly PlacedBlock[],
  type: string,
  holds: (values: Values) => boolean = () => true,
): boolean {
  return all.some(
    (other) =>
      other.type === type &&
      JSON.stringify(other.values).includes(`\${${address}.`) &&
      holds(other.values),
  );
}

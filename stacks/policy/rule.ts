import type { PlacedBlock } from "../block";

/** The values of a resource, as Terraform will read them. */
export type Values = PlacedBlock["values"];

/** Asked of a resource. `all` is every resource of its stack, where it may stand in one of its own. */
export type Question = (block: PlacedBlock, all: readonly PlacedBlock[]) => boolean;

/** Why some resources may lack what a rule asks for. */
export interface Skip {
  /** Which: the project's own, by {@link isOwn}, or those that say themselves why. */
  readonly of: Question;
  readonly reason: string | ((block: PlacedBlock) => string);
}

/** One thing that scanners ask for, under all the ids by which they ask for it. */
export interface PolicyRule {
  /** `CKV_AWS_117`, `Lambda.3`, `AVD-AWS-0132`, `AwsSolutions-COG1`. */
  readonly ids: readonly [string, ...(readonly string[])];
  readonly asks: string;
  /** Terraform's types of the resources that it is about. */
  readonly types: readonly [string, ...(readonly string[])];
  /** Whether a resource has it. */
  readonly holds: Question;
  /** Default: none may lack it. The first that is about a resource counts. */
  readonly skips?: readonly Skip[];
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

/** Whether one of `others` refers to a resource. */
export function isNamedBy({ address }: PlacedBlock, others: readonly PlacedBlock[]): boolean {
  return others.some(({ values }) => JSON.stringify(values).includes(`\${${address}.`));
}

/** Those of a type. */
export function ofType(all: readonly PlacedBlock[], type: string): readonly PlacedBlock[] {
  return all.filter((block) => block.type === type);
}

/** Whether another resource, of a type, refers to this one and is as asked. */
export function hasPart(type: string, holds: (values: Values) => boolean = () => true): Question {
  return (block, all) =>
    isNamedBy(
      block,
      ofType(all, type).filter(({ values }) => holds(values)),
    );
}

/**
 * Asks whether a resource is one of the project's own: its construct is called so, or is part of what is.
 * What `extend.ts` adds has other names, and no skip of the project's excuses it.
 */
export function isOwn(...constructs: readonly string[]): Question {
  return ({ address }) => {
    const name = address.slice(address.indexOf(".") + 1);
    return constructs.some((construct) => name === construct || name.startsWith(`${construct}_`));
  };
}

/** Both of two questions. */
export function both(one: Question, other: Question): Question {
  return (block, all) => one(block, all) && other(block, all);
}

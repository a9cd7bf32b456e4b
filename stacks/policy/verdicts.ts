import { TerraformResource, type TerraformStack } from "cdktf";
import { blockOf, type PlacedBlock } from "../block";
import type { PolicyRule } from "./rule";

/** What became of one rule at one resource. */
export interface Verdict {
  readonly rule: PolicyRule;
  readonly address: string;
  readonly outcome: "pass" | "skip" | "fail";
  /** Of a skip. */
  readonly reason?: string;
}

/** Reasons that were given for one resource, by the ids of rules. */
type Reasons = Readonly<Record<string, string>>;

const metadata = "gatehouse:policy-reason";

/**
 * Says why a resource may lack what a rule of `docs/security.md` asks for: for one of `extend.ts`, which no
 * reason of the project's own excuses.
 *
 * @param ids any of the rule's, `CKV_AWS_117`; or of several rules that one reason answers.
 * @param reason for whoever reviews it.
 */
export function explainPolicy(
  resource: TerraformResource,
  ids: string | readonly string[],
  reason: string,
): void {
  for (const id of [ids].flat()) resource.node.addMetadata(metadata, { id, reason });
}

/** Every rule at every resource of a stack that it is about. */
export function verdictsOf(
  rules: readonly PolicyRule[],
  stack: TerraformStack,
): readonly Verdict[] {
  const placed = stack.node.findAll().flatMap((construct) => {
    if (!TerraformResource.isTerraformResource(construct)) return [];
    const block = blockOf(construct);
    if (block === undefined) return [];
    const address = `${block.type}.${construct.friendlyUniqueId}`;
    return [{ block: { ...block, address }, reasons: reasonsOf(construct) }];
  });
  const all = placed.map(({ block }) => block);
  return rules.flatMap((rule) =>
    placed
      .filter(({ block }) => rule.types.includes(block.type))
      .map(({ block, reasons }) => verdict(rule, block, all, reasons)),
  );
}

function verdict(
  rule: PolicyRule,
  block: PlacedBlock,
  all: readonly PlacedBlock[],
  reasons: Reasons,
): Verdict {
  const { address } = block;
  if (rule.holds(block, all)) return { rule, address, outcome: "pass" };
  const skip = rule.skips?.find(({ of }) => of(block, all));
  const own = typeof skip?.reason === "function" ? skip.reason(block) : skip?.reason;
  const reason = own ?? rule.ids.map((id) => reasons[id]).find((given) => given !== undefined);
  return reason === undefined
    ? { rule, address, outcome: "fail" }
    : { rule, address, outcome: "skip", reason };
}

function reasonsOf(resource: TerraformResource): Reasons {
  return Object.fromEntries(
    resource.node.metadata
      .filter(({ type }) => type === metadata)
      .map(({ data }) => data as { readonly id: string; readonly reason: string })
      .map(({ id, reason }) => [id, reason]),
  );
}

import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { arnOf, heldBy } from "../../stacks/state/coverage";

/** Resources that AWS would know by one name. */
export interface SharedName {
  readonly arn: string;
  /** `auth-dev · aws_sqs_queue.orders`. */
  readonly at: readonly string[];
}

/** Names that more than one resource of all environments would have. Where only Terraform will know one, it counts as none. */
export function sharedNames(environments: readonly EnvironmentStacks[]): readonly SharedName[] {
  const byArn = new Map<string, string[]>();
  for (const held of environments.flatMap(({ stacks }) => heldBy(stacks))) {
    const arn = arnOf(held);
    // Two buses that have no names yet may each have a rule of that name.
    if (arn === undefined || arn.includes(":rule/*/")) continue;
    byArn.set(arn, [...(byArn.get(arn) ?? []), `${held.stack.node.id} · ${held.address}`]);
  }
  return [...byArn].flatMap(([arn, at]) => (at.length > 1 ? [{ arn, at }] : []));
}

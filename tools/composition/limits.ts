import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { blocksOf, type PlacedBlock } from "../../stacks/block";
import { type Limit, limits, rolesOfAnAccount, tagsOfAResource } from "./limits-table";

/** The whole is more than AWS takes. The message is for whoever wrote it; no stack is needed. */
export class LimitError extends Error {
  override readonly name = "LimitError";
}

/** What is counted, where, and how much of it there is. */
interface Found {
  readonly limit: Omit<Limit, "counts">;
  readonly at: string;
  readonly amount: number;
}

/**
 * Holds the stacks, with what `extend.ts` adds, to AWS's limits of the whole: an apply would stop half
 * way. What only Terraform will know counts as nothing, so that what is told is certain.
 *
 * @returns a sentence for each quota that is to be raised before.
 * @throws LimitError with all that AWS takes under no quota.
 */
export function holdLimits(environments: readonly EnvironmentStacks[]): readonly string[] {
  const roles = new Map<string, number>();
  const found = environments.flatMap(({ environment, stacks }) =>
    stacks.flatMap((stack) => {
      const blocks = blocksOf(stack);
      const { accountId } = environment;
      const count = blocks.filter(({ type }) => type === "aws_iam_role").length;
      roles.set(accountId, (roles.get(accountId) ?? 0) + count);
      return [
        ...limits.flatMap((limit) => limit.counts(blocks).map((one) => ({ limit, ...one }))),
        ...tagsOf(blocks, Object.keys(environment.tags)),
      ].map((one): Found => ({ ...one, at: `${stack.node.id} · ${one.at}` }));
    }),
  );
  for (const [account, amount] of roles) {
    found.push({ limit: rolesOfAnAccount, at: `the account ${account}`, amount });
  }
  const over = found.filter(({ limit, amount }) => amount > limit.most);
  const impossible = over.filter(({ limit, amount }) => amount > (limit.highest ?? limit.most));
  if (impossible.length > 0) throw new LimitError(report(impossible));
  return over.map(
    ({ limit: { what, most, highest, quota, page }, at, amount }) =>
      `${at} has ${amount} ${what}, and AWS takes ${most} by default, ${highest ?? most} at most: ` +
      `${quota === undefined ? "see" : `raise the quota ${quota} before it is deployed, or see`} ${page}`,
  );
}

function tagsOf(blocks: readonly PlacedBlock[], common: readonly string[]): readonly Found[] {
  return blocks.flatMap(({ address, values: { tags } }) =>
    typeof tags === "object" && tags !== null
      ? [
          {
            limit: tagsOfAResource,
            at: address,
            amount: new Set([...common, ...Object.keys(tags)]).size,
          },
        ]
      : [],
  );
}

function report(found: readonly Found[]): string {
  const count = found.length === 1 ? "1 thing is" : `${found.length} things are`;
  return [
    `${count} more than AWS takes. Nothing was written.`,
    ...found.map(
      ({ limit: { what, most, highest = most, fix, page, quota }, at, amount }) =>
        `  ${at}\n    value  ${amount} ${what}\n    rule   AWS takes ${highest}${quota === undefined ? "" : ` (quota ${quota})`}: ${page}\n    fix    ${fix}`,
    ),
  ].join("\n\n");
}

import { InvalidArgumentError } from "commander";
import { parseAllowance } from "../../review/allowances";
import type { Allowance } from "../../review/model";
import type { Environment } from "../../../configuration";

/** One more `--allow` beside the ones before it, for commander. */
export function allowance(text: string, previous: readonly Allowance[] = []): readonly Allowance[] {
  try {
    return [...previous, parseAllowance(text)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** What an environment allows by its configuration. */
export function allowancesOf({ review }: Environment): readonly Allowance[] {
  return review.allow.map(({ address, rule, reason, until }) => ({
    address,
    rule,
    reason,
    until,
    from: "environments.ts",
  }));
}

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

/**
 * Whether somebody is there who answers for `--allow`. A workflow has what environments.ts allows, which
 * others have read; what its command line says, whoever starts it has written.
 *
 * @throws Error in CI, where there are allowances.
 */
export function expectPersonAllows(allowances: readonly Allowance[] | undefined): void {
  const { CI = "", GITHUB_ACTIONS = "" } = process.env;
  const isCi = !["", "0", "false"].includes(CI.toLowerCase()) || GITHUB_ACTIONS === "true";
  if (allowances === undefined || allowances.length === 0 || !isCi) return;
  throw new Error(
    "--allow is for people, and CI is set: here nobody answers for it.\n" +
      "Allow the change in environments.ts, under `review.allow`, where it is reviewed with the rest.",
  );
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

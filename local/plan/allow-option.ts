import { InvalidArgumentError } from "commander";
import type { Environment } from "../../stacks/environment";
import type { Allowance } from "../../review/model";

/**
 * Reads `--allow <address>=<reason>`. An address may itself hold an equals sign, in the key of a
 * `for_each`: `aws_cognito_user_group.all["a=b"]`.
 */
export function allowance(text: string, previous: readonly Allowance[] = []): readonly Allowance[] {
  const { address = "", reason = "" } =
    /^(?<address>(?:"(?:[^"\\]|\\.)*"|[^="])+)=(?<reason>.*)$/s.exec(text)?.groups ?? {};
  if (address.trim() === "" || reason.trim() === "") {
    throw new InvalidArgumentError(
      "Say which change, by its address in the plan, and why: --allow 'aws_cognito_user_group.groups_admins=Nobody is in it any more'",
    );
  }
  return [
    ...previous,
    {
      address: address.trim(),
      rule: undefined,
      reason: reason.trim(),
      until: undefined,
      from: "command line",
    },
  ];
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

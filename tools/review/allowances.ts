import type { Allowance, AllowanceUse } from "./model";
import { ruleTexts } from "./catalogue";
import { visible } from "./visible";

const form = "`--allow '<address>#<rule>=<reason>'`";

/**
 * An `--allow` of the command line: `<address>#<rule>=<reason>`. The address may hold `=` and `#` within quotes, as `for_each` keys do.
 *
 * @throws {Error} naming everything that is wrong with it.
 */
export function parseAllowance(text: string): Allowance {
  const shown = `--allow ${visible(text)}`;
  const end = firstOutsideQuotes(text, "=");
  if (end === undefined) throw new Error(`${shown}: there is no reason. Write ${form}.`);
  const target = text.slice(0, end).trim();
  const reason = text.slice(end + 1).trim();
  const hash = firstOutsideQuotes(target, "#");
  const address = target.slice(0, hash).trim();
  const rule = hash === undefined ? undefined : target.slice(hash + 1).trim();
  const problems = [
    ...(address.includes(".")
      ? []
      : [
          "what stands before the = is no address. Take it from the review: aws_cognito_user_pool.users",
        ]),
    ...(/\[[^"\]]*[^"\]\d][^"\]]*\]/.test(address)
      ? [
          `the key in brackets has lost its quotes to the shell. Put all of it in single quotes: 'a.b["key"]=…'`,
        ]
      : []),
    ...(rule === undefined
      ? [
          `it names no rule, and would allow whatever is blocked there. Write ${form}; the rule stands beside the address in the review`,
        ]
      : []),
    ...(rule === undefined || ruleTexts.some(({ id }) => id === rule)
      ? []
      : [
          `there is no rule "${visible(rule)}". There are: ${ruleTexts.map(({ id }) => id).join(", ")}`,
        ]),
    ...(reason !== "" ? [] : ["there is no reason after the =, for whoever reads the report"]),
  ];
  if (rule === undefined || problems.length > 0) {
    throw new Error(problems.map((problem) => `${shown}: ${problem}.`).join("\n"));
  }
  return { address, rule, reason, until: undefined, from: "command line" };
}

/** Where a character first stands outside of double quotes. */
function firstOutsideQuotes(text: string, wanted: string): number | undefined {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (isQuoted && text[at] === "\\") at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text[at] === wanted) return at;
  }
  return undefined;
}

/** The allowances of one review, and which of them it has needed. */
export class Allowances {
  private readonly all: readonly Allowance[];
  private readonly today: string;
  private readonly used = new Set<Allowance>();

  constructor(all: readonly Allowance[], now: Date) {
    // The one that names the rule is about exactly this.
    this.all = [...all].sort((a, b) => Number(b.rule !== undefined) - Number(a.rule !== undefined));
    this.today = now.toISOString().slice(0, 10);
  }

  /** The allowance for what a rule has blocked, if there is one that still holds. */
  of(address: string, rule: string): Allowance | undefined {
    const found = this.all.find(
      (allowance) =>
        allowance.address === address &&
        (allowance.rule === undefined || allowance.rule === rule) &&
        !this.isExpired(allowance),
    );
    if (found !== undefined) this.used.add(found);
    return found;
  }

  /** What became of each. */
  uses(): readonly AllowanceUse[] {
    return this.all.map((allowance) => ({
      ...allowance,
      state: this.used.has(allowance)
        ? "used"
        : this.isExpired(allowance)
          ? "expired"
          : "not needed",
    }));
  }

  /** Its last day is one on which it holds, in UTC. */
  private isExpired({ until }: Allowance): boolean {
    return until !== undefined && until < this.today;
  }
}

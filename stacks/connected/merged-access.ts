import type { Statement } from "../iam/policy-document";
import type { Binding } from "../lambda/binding";

/** What a function is given by all that it is connected to, and what does not go together. */
export interface MergedAccess {
  readonly binding: Binding;
  readonly problems: readonly string[];
}

/**
 * Puts bindings together. One thing asked twice, with other verbs, is one statement with all actions: IAM
 * takes a `Sid` once in a policy.
 */
export function mergedAccess(bindings: readonly Binding[]): MergedAccess {
  const environment: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, value] of bindings.flatMap((one) => Object.entries(one.environment))) {
    const before = environment[name];
    if (before !== undefined && before !== value) {
      problems.push(
        `two connections set ${name} to different values: give one of them another variable, such as \`client("native", "NATIVE_CLIENT_ID")\``,
      );
    }
    environment[name] = value;
  }
  const statements = bindings.flatMap((one) => one.statements).reduce(withStatement, []);
  const sids = statements.map(({ sid }) => sid);
  for (const sid of new Set(sids.filter((one, index) => sids.indexOf(one) !== index))) {
    problems.push(`two statements have the sid ${sid}, which IAM takes once: rename one`);
  }
  return { binding: { environment, statements }, problems };
}

function withStatement(all: readonly Statement[], next: Statement): readonly Statement[] {
  const index = all.findIndex((one) => aboutTheSame(one, next));
  const same = all[index];
  if (same === undefined) return [...all, next];
  const actions = [...new Set([...same.actions, ...next.actions])].sort();
  return all.with(index, { ...same, actions });
}

function aboutTheSame(one: Statement, other: Statement): boolean {
  const subject = (of: Statement) => JSON.stringify({ ...of, actions: undefined });
  return subject(one) === subject(other);
}

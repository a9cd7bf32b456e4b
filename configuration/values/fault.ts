/** What is wrong with a value, and what to write instead. */
export interface Fault {
  readonly rule: string;
  readonly fix: string;
}

/**
 * Looks at one value of a kind. The checks of this folder know nothing of the configuration's schema,
 * so that a function or a script can use them too.
 *
 * @returns `undefined` for a value that is right.
 */
export type Check<T = string> = (value: T) => Fault | undefined;

/** The first fault that one of the checks finds. */
export function firstFault<T>(...checks: readonly Check<T>[]): Check<T> {
  return (value) => {
    for (const check of checks) {
      const fault = check(value);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** A check by a pattern. */
export function matching(pattern: RegExp, rule: string, fix: string): Check {
  return (value) => (pattern.test(value) ? undefined : { rule, fix });
}

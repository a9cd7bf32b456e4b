import type { Environment } from "./environment";
import type { ConfigurationInput, EnvironmentInput } from "./input";
import type { CheckedConfiguration } from "./schema";

/**
 * The path of every field in a type, over all members of its unions: `.userPool`, `.userPool.tier`.
 * What is named by the team is `*`, an item of a list `[]`.
 */
type FieldsOf<T> = T extends readonly (infer Item)[]
  ? Under<"[]", Item>
  : T extends object
    ? string extends keyof T
      ? Under<".*", T[keyof T]>
      : { [Key in keyof T & string]-?: Under<`.${Key}`, T[Key]> }[keyof T & string]
    : never;

type Under<Path extends string, T> = Path | `${Path}${FieldsOf<T>}`;

/** Compiles only where nothing is left; the compiler names what is. */
type None<Left extends never> = Left;

/**
 * Each setting stands in the input, in the schema and among the defaults: one that was forgotten in one
 * of them does not compile, and the compiler names it here. That the stacks use it is said there, by
 * tables with an entry for each setting.
 */
export type EverySettingIsEverywhere = [
  None<Exclude<FieldsOf<ConfigurationInput>, FieldsOf<CheckedConfiguration>>>,
  None<Exclude<FieldsOf<CheckedConfiguration>, FieldsOf<ConfigurationInput>>>,
  // `existingBucket` says who makes the bucket, which is what an environment knows.
  None<Exclude<FieldsOf<EnvironmentInput>, FieldsOf<Environment> | ".state.existingBucket">>,
];

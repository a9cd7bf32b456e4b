import type { ConfigurationInput } from "./input";

/**
 * The full names of the custom attributes that any environment of a configuration has:
 * `"custom:group" | "custom:plan"`. For a configuration of which the compiler knows no more than that
 * it is one, `custom:${string}`.
 */
export type CustomAttributesOf<Configuration extends ConfigurationInput> = CustomAttributeIn<
  Configuration["environments"][keyof Configuration["environments"]]
>;

/** Distributes over the environments. One that has no user pool of its own adds nothing. */
type CustomAttributeIn<Environment> = Environment extends {
  readonly userPool?: { readonly customAttributes?: infer Attributes } | undefined;
}
  ? `custom:${keyof NonNullable<Attributes> & string}`
  : never;

import type { Problem } from "../problem";
import type { CheckedEnvironment } from "../schema";

/**
 * A part of the configuration in which any value may be missing: what is of the wrong type has been
 * taken out, so that one mistake does not hide the next.
 */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly (Sound<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

/** An environment's own part. */
export type SoundEnvironment = Sound<CheckedEnvironment>;
/** Its user pool. */
export type SoundUserPool = NonNullable<SoundEnvironment["userPool"]>;
/** One of its app clients. */
export type SoundClient = Sound<NonNullable<CheckedEnvironment["clients"]>[string]>;

/** The settings of its recipes. */
export type SoundRecipes = NonNullable<SoundEnvironment["recipes"]>;

/** What an environment's rules need to know about where it stands. */
export interface Place {
  readonly project: string;
  readonly environment: string;
  readonly path: string;
}

/** One rule, with all that breaks it. */
export type Rule = (environment: SoundEnvironment, place: Place) => readonly Problem[];

/** An environment with where it stands, for rules that look across environments. */
export interface PlacedEnvironment {
  readonly input: SoundEnvironment;
  readonly place: Place;
}

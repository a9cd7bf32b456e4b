import type { Problem } from "../problem";
import type { CheckedConfiguration, CheckedEnvironment } from "../schema";

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

/** One rule about an environment, with all that breaks it. */
export type Rule = (environment: SoundEnvironment, place: Place) => readonly Problem[];

/** An environment with where it stands. */
export interface PlacedEnvironment {
  readonly input: SoundEnvironment;
  readonly place: Place;
}

/** What stands in a file of the project; `undefined` where there is none. */
export type ReadFile = (file: string) => Buffer | undefined;

/** What a configuration is held against. */
export interface Project {
  /**
   * The names of the folders under `functions/` that hold an `index.ts`, and so a function. Without it
   * nobody looks at functions.
   */
  readonly functions?: readonly string[] | undefined;
  /** Without it nobody looks at files. */
  readonly readFile?: ReadFile | undefined;
}

/** One rule about several environments, or about what is around them. */
export type WideRule = (
  whole: Project & {
    readonly configuration: Sound<CheckedConfiguration>;
    readonly environments: readonly PlacedEnvironment[];
  },
) => readonly Problem[];

/** A rule that is told why it is there. Its name is the function's. */
export type NamedRule = ({ readonly within: Rule } | { readonly across: WideRule }) & {
  /** One sentence. */
  readonly why: string;
  /** The page that the rule comes from: AWS's, Terraform's, or our own decision. */
  readonly see: `https://${string}` | `docs/${string}.md`;
};

/** A user of the pool, as administrators see them. */
export interface Person {
  /** The user's `sub`, and the key of their row. */
  readonly id: string;
  readonly username: string;
  readonly status: string;
  readonly enabled: boolean;
  /** ISO 8601. */
  readonly createdAt: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Some people, and where the next begin. */
export interface People {
  readonly people: readonly Person[];
  readonly next?: string;
}

/** Nobody is known by that name. */
export class UnknownPersonError extends Error {
  override readonly name = "UnknownPersonError";

  constructor(readonly who: string) {
    super(`Nobody is known by ${who}.`);
  }
}

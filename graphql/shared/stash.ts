/** A change of a user's groups, as Cognito's operation has it. */
export interface GroupChange {
  readonly operation: "AdminAddUserToGroup" | "AdminRemoveUserFromGroup";
  readonly group: string;
}

/** What the functions of a pipeline leave to each other: `Context<Arguments, Stash>`. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- AppSync's types want an index signature.
export type Stash = {
  /** Of `read-user`. */
  username: string;
  /** Of `list-groups`: what `change-group` has still to do. */
  changes: readonly GroupChange[];
};

/** Of the last handler of a pipeline, which hands on what the last function has answered. */
export interface PipelineContext {
  readonly prev: { readonly result: unknown };
}

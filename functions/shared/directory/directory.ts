/** A user of one pool, as a trigger's event names them. */
export interface PoolUser {
  readonly region: string;
  readonly userPoolId: string;
  readonly username: string;
}

/** The groups of a user pool. */
export interface Directory {
  /**
   * Adds a user to a group. Adding a member again changes nothing.
   *
   * @param signal ends the attempt, retries included; the promise then rejects.
   */
  addToGroup(user: PoolUser, group: string, signal: AbortSignal): Promise<void>;
}

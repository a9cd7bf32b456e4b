import type { PoolUser } from "../shared/directory/directory";

/** Looks up addresses that an event does not carry. */
export interface AddressBook {
  /**
   * @returns the user's attributes.
   * @throws Error when there is no such user, or the pool does not answer.
   */
  attributesOf(user: PoolUser, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
}

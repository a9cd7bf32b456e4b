/** Reads what Cognito has encrypted for a custom sender. */
export interface CodeDecrypter {
  /**
   * @param code Base64, as the event has it.
   * @param userPoolId the pool that the event comes from.
   * @param signal ends the attempt, retries included; the promise then rejects.
   * @returns the code or the temporary password.
   * @throws Error when it was not encrypted with the pool's key, or not for this pool.
   */
  decrypt(code: string, userPoolId: string, signal: AbortSignal): Promise<string>;
}

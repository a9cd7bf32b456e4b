/** An e-mail to one user. */
export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}

/** Sends e-mail. */
export interface Mailer {
  /**
   * @param signal ends the attempt, retries included; the promise then rejects. The e-mail may have
   * been sent all the same.
   */
  send(email: Email, signal: AbortSignal): Promise<void>;
}

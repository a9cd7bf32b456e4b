/** A text message to one telephone. */
export interface TextMessage {
  /** E.164: `+491701234567`. */
  readonly to: string;
  readonly text: string;
}

/** Sends text messages. */
export interface TextMessages {
  /**
   * @param signal ends the attempt, retries included; the promise then rejects. The message may have
   * been sent all the same.
   */
  send(message: TextMessage, signal: AbortSignal): Promise<void>;
}

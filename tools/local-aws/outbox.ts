import type { Interceptor } from "./interceptor";
import { httpJson } from "./json-protocol";

/** A message that AWS would have sent to a person. */
export interface SentMessage {
  /** When it was sent, in ISO 8601. */
  readonly at: string;
  readonly medium: "EMAIL" | "SMS";
  /** An e-mail address or a phone number; of several recipients each gets a message. */
  readonly to: string;
  /** Of e-mails. */
  readonly subject?: string;
  readonly body: string;
  /** What it was sent for: `SignUp`, `ForgotPassword`, ..., or the operation of SES or SNS. */
  readonly source: string;
  /** Of the messages of Cognito. */
  readonly userPoolId?: string;
  readonly username?: string;
  /** The code or the temporary password that is in the text. */
  readonly code?: string;
  /** The service that would have sent it. */
  readonly via: "cognito" | "ses" | "sns";
}

/** Keeps the messages that nobody sends here, in memory: the last thousand. */
export class Outbox {
  private readonly messages: SentMessage[] = [];

  /** @param onMessage told of each message as it is kept. */
  constructor(private readonly onMessage?: ((message: SentMessage) => void) | undefined) {}

  keep(message: Omit<SentMessage, "at">): void {
    const kept = { at: new Date().toISOString(), ...message };
    this.messages.push(kept);
    if (this.messages.length > 1000) this.messages.shift();
    this.onMessage?.(kept);
  }

  /** Newest first: all, or those to one address. */
  read(to?: string): readonly SentMessage[] {
    return this.messages.filter((message) => to === undefined || message.to === to).reverse();
  }
}

/** Answers `GET /_gatehouse/messages?to=<address>&limit=<n>` with a JSON array, newest first. */
export function keptMessages(outbox: Outbox): Interceptor {
  return (request) => {
    const [path, query] = request.url.split("?", 2);
    if (path !== "/_gatehouse/messages" || request.method !== "GET") {
      return Promise.resolve(undefined);
    }
    const parameters = new URLSearchParams(query);
    // A phone number's "+" is a space in a query that nobody encoded.
    const to = parameters.get("to")?.replace(/^ (?=\d)/, "+");
    const limit = parameters.get("limit");
    if (limit !== null && !/^\d+$/.test(limit)) {
      return Promise.resolve(httpJson({ message: "limit is a whole number." }, { status: 400 }));
    }
    const found = outbox.read(to);
    return Promise.resolve(httpJson(limit === null ? found : found.slice(0, Number(limit))));
  };
}

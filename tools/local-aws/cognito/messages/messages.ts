import type { Outbox } from "../../outbox";
import type { MotoClient } from "../moto/moto-client";
import type { Notification } from "./notification";
import type { Triggers } from "../triggers";
import { askCustomMessage } from "./custom-message";
import { handToSender } from "./custom-sender";
import { fillIn, standardText } from "./message-text";

/** Writes to users as Cognito does. Nothing leaves this machine: what would be sent is kept. */
export class Messages {
  constructor(
    private readonly triggers: Triggers,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Sends a code or a temporary password: by the pool's custom sender if it has one for the medium,
   * else in the words of its custom message trigger, else in those of its settings.
   *
   * @throws {@link CognitoError} as {@link Triggers.fire} does, and `CodeDeliveryFailureException`
   *   when the secret cannot be encrypted for a custom sender.
   */
  async send(call: { readonly moto: MotoClient }, notification: Notification): Promise<void> {
    if (await handToSender(call.moto, this.triggers, notification)) return;
    const { pool, user, reason, to, secret } = notification;
    const written = await askCustomMessage(this.triggers, notification);
    const text = { ...standardText(notification), ...written };
    this.outbox.keep({
      medium: to === "email" ? "EMAIL" : "SMS",
      to: user.attributes[to] ?? "",
      ...(to === "email" && { subject: fillIn(text.subject, notification) }),
      body: fillIn(text.body, notification),
      source: reason,
      userPoolId: pool.Id ?? "",
      username: user.username,
      code: secret,
      via: "cognito",
    });
  }
}

import type { Outbox } from "../../outbox";
import type { Verifiable } from "./code-delivery";
import type { Call } from "../operation";
import type { Triggers } from "../triggers";
import type { PoolUser } from "../pools/user-pools";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { askCustomMessage } from "./custom-message";
import { handToSender } from "./custom-sender";
import { fillIn, standardText } from "./message-text";

/** Why Cognito writes to a user: the second half of the trigger sources. */
export type Reason =
  | "SignUp"
  | "AdminCreateUser"
  | "ResendCode"
  | "ForgotPassword"
  | "UpdateUserAttribute"
  | "VerifyUserAttribute"
  | "Authentication";

/** A message that Cognito owes a user. */
export interface Notification {
  readonly pool: UserPoolType;
  /** The attributes hold the address to write to, even if it is not the user's own yet. */
  readonly user: PoolUser;
  readonly clientId: string;
  readonly reason: Reason;
  /** By e-mail or by text message. */
  readonly to: Verifiable;
  /** The code or the temporary password. */
  readonly secret: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

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
  async send(call: Pick<Call<unknown>, "moto">, notification: Notification): Promise<void> {
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

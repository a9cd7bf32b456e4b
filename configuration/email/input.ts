/** Who sends Cognito's e-mail. */
export type EmailInput =
  /** Cognito itself: 50 messages a day, for trying things out. */
  | { readonly sendingAccount: "COGNITO_DEFAULT" }
  | (SenderInput &
      (
        | {
            /** Your own SES identity, in a Region that Cognito can send from. */
            readonly sourceArn: string;
            readonly configurationSet?: string;
            readonly sesIdentity?: never;
          }
        | {
            /** An SES identity that the stack makes. */
            readonly sesIdentity: SesIdentityInput;
            readonly sourceArn?: never;
            readonly configurationSet?: never;
          }
      ));

/** What e-mail of your own has. */
interface SenderInput {
  readonly sendingAccount: "DEVELOPER";
  /** An address of the identity, with or without a name: `Acme <no-reply@example.com>`. */
  readonly from: string;
  readonly replyTo?: string;
}

/**
 * A domain that SES sends from and signs for (Easy DKIM), in the environment's Region, with a configuration
 * set that asks for TLS and counts what comes back. The user pool waits until SES has seen the domain's
 * records: up to 45 minutes.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export interface SesIdentityInput {
  /** `example.com`: SES sends from its addresses and from those of its subdomains. */
  readonly domain: string;
  /** The Route 53 zone that gets the records. Default: they are made elsewhere, as the output says. */
  readonly hostedZoneId?: string;
  /**
   * A subdomain that bounces go to (MAIL FROM), from which nothing else is sent: `bounce.example.com`.
   * Default: Amazon's own.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
   */
  readonly mailFromDomain?: string;
}

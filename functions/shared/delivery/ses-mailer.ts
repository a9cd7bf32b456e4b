import { SendEmailCommand, type SESv2Client } from "@aws-sdk/client-sesv2";
import { deadline } from "../aws/deadline";
import type { Email, Mailer } from "./mailer";

/** Amazon SES. Needs `ses:SendEmail` on the identity of `from`. */
export class SesMailer implements Mailer {
  /** @param from `no-reply@example.com`, or `Example <no-reply@example.com>`. */
  constructor(
    private readonly client: SESv2Client,
    private readonly from: string,
  ) {
    client.middlewareStack.use(deadline());
  }

  async send({ to, subject, html }: Email, signal: AbortSignal): Promise<void> {
    const send = new SendEmailCommand({
      FromEmailAddress: this.from,
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: "UTF-8" },
          Body: { Html: { Data: html, Charset: "UTF-8" } },
        },
      },
    });
    await this.client.send(send, { abortSignal: signal });
  }
}

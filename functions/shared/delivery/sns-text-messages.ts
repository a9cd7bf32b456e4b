import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { deadline } from "../aws/deadline";
import type { TextMessage, TextMessages } from "./text-messages";

/** Amazon SNS. Needs `sns:Publish` to telephones. */
export class SnsTextMessages implements TextMessages {
  /** @param senderId shown as the sender in the countries that allow it. */
  constructor(
    private readonly client: SNSClient,
    private readonly senderId: string | undefined,
  ) {
    client.middlewareStack.use(deadline());
  }

  async send({ to, text }: TextMessage, signal: AbortSignal): Promise<void> {
    const publish = new PublishCommand({
      PhoneNumber: to,
      Message: text,
      MessageAttributes: {
        // Codes are worth more than a message saved
        // (https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html).
        "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
        ...(this.senderId === undefined
          ? {}
          : { "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: this.senderId } }),
      },
    });
    await this.client.send(publish, { abortSignal: signal });
  }
}

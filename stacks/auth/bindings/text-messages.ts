import type { CustomSmsSenderInput } from "../../../configuration";
import type { Binding } from "../../lambda/binding";

/**
 * What a function needs to send text messages through SNS: `SMS_SENDER_ID` where there is one, and
 * `sns:Publish` to telephones, but to no topic.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html
 */
export function publishTextMessages({ senderId }: CustomSmsSenderInput): Binding {
  return {
    environment: senderId === undefined ? {} : { SMS_SENDER_ID: senderId },
    statements: [
      { sid: "PublishTextMessages", actions: ["sns:Publish"], resources: ["*"] },
      {
        sid: "PublishToNoTopic",
        effect: "Deny",
        actions: ["sns:Publish"],
        resources: ["arn:aws:sns:*:*:*"],
      },
    ],
  };
}

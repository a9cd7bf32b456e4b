import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient } from "@aws-sdk/client-sns";
import { clientDefaults } from "../shared/aws/client-defaults";
import { texts } from "../shared/message-texts/texts";
import { SnsTextMessages } from "../shared/delivery/sns-text-messages";
import { KmsCodeDecrypter } from "../shared/encrypted-codes/kms-code-decrypter";
import { readCodesKey } from "../shared/encrypted-codes/settings";
import { readTextSettings } from "../shared/texts/text-settings";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";

const key = readCodesKey(process.env);

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured(
  "custom-sms-sender",
  createHandler({
    codes: new KmsCodeDecrypter(
      new KMSClient({ ...clientDefaults(), region: key.region }),
      key.keyArn,
    ),
    textMessages: new SnsTextMessages(
      new SNSClient(clientDefaults()),
      process.env["SMS_SENDER_ID"],
    ),
    texts,
    settings: {
      ...readTextSettings(process.env),
      signsInByEmail: process.env["SIGN_IN_BY_EMAIL"] === "true",
    },
    log: countedLog(console),
  }),
);

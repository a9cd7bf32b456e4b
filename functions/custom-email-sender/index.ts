import { KMSClient } from "@aws-sdk/client-kms";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { clientDefaults } from "../shared/aws/client-defaults";
import { texts } from "../shared/message-texts/texts";
import { SesMailer } from "../shared/delivery/ses-mailer";
import { readSesSettings } from "../shared/delivery/settings";
import { KmsCodeDecrypter } from "../shared/encrypted-codes/kms-code-decrypter";
import { readCodesKey } from "../shared/encrypted-codes/settings";
import { readTextSettings } from "../shared/texts/text-settings";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { CognitoAddressBook } from "./cognito-address-book";
import { createHandler } from "./handler";
import { notificationTexts } from "./notification-texts";

const key = readCodesKey(process.env);
const ses = readSesSettings(process.env);

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured(
  "custom-email-sender",
  createHandler({
    codes: new KmsCodeDecrypter(
      new KMSClient({ ...clientDefaults(), region: key.region }),
      key.keyArn,
    ),
    mailer: new SesMailer(new SESv2Client({ ...clientDefaults(), region: ses.region }), ses.from),
    addressBook: new CognitoAddressBook(clientDefaults()),
    texts,
    notificationTexts,
    settings: {
      ...readTextSettings(process.env),
      signsInByEmail: process.env["SIGN_IN_BY_EMAIL"] === "true",
    },
    log: countedLog(console),
  }),
);

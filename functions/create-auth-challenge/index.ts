import { setTimeout as wait } from "node:timers/promises";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { clientDefaults } from "../shared/aws/client-defaults";
import { SesMailer } from "../shared/delivery/ses-mailer";
import { readSesSettings } from "../shared/delivery/settings";
import { readValiditySeconds } from "../shared/one-time-code/settings";
import { texts } from "../shared/one-time-code/texts";
import { readTextSettings } from "../shared/texts/text-settings";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";

const { from, region } = readSesSettings(process.env);

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured(
  "create-auth-challenge",
  createHandler({
    mailer: new SesMailer(new SESv2Client({ ...clientDefaults(), region }), from),
    texts,
    settings: {
      ...readTextSettings(process.env),
      validitySeconds: readValiditySeconds(process.env),
    },
    clock: () => new Date(),
    wait: (milliseconds) => wait(milliseconds),
    log: countedLog(console),
  }),
);

import { setTimeout as wait } from "node:timers/promises";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { clientDefaults } from "../aws/client-defaults";
import { SesMailer } from "../delivery/ses-mailer";
import { readSesSettings } from "../delivery/settings";
import { readValiditySeconds } from "../one-time-code/settings";
import { texts } from "../one-time-code/texts";
import { readTextSettings } from "../texts/text-settings";
import { createHandler } from "./handler";

const { from, region } = readSesSettings(process.env);

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = createHandler({
  mailer: new SesMailer(new SESv2Client({ ...clientDefaults(), region }), from),
  texts,
  settings: {
    ...readTextSettings(process.env),
    validitySeconds: readValiditySeconds(process.env),
  },
  clock: () => new Date(),
  wait: (milliseconds) => wait(milliseconds),
  log: console,
});

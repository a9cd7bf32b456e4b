import { readTextSettings } from "../shared/texts/text-settings";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";
import { texts } from "../shared/message-texts/texts";

/** The function's entry point. */
export const handler = measured(
  "custom-message",
  createHandler({ texts, settings: readTextSettings(process.env) }),
);

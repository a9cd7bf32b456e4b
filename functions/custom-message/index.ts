import { readTextSettings } from "../shared/texts/text-settings";
import { createHandler } from "./handler";
import { texts } from "../shared/message-texts/texts";

/** The function's entry point. */
export const handler = createHandler({ texts, settings: readTextSettings(process.env) });

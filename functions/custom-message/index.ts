import { readTextSettings } from "../texts/text-settings";
import { createHandler } from "./handler";
import { texts } from "./texts";

/** The function's entry point. */
export const handler = createHandler({ texts, settings: readTextSettings(process.env) });

import { createHandler } from "./handler";

/** The function's entry point. */
export const handler = createHandler();

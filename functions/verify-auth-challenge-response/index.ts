import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";

/** The function's entry point. */
export const handler = measured(
  "verify-auth-challenge-response",
  createHandler({ clock: () => new Date() }),
);

import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";

/** The function's entry point. */
export const handler = measured("define-auth-challenge", createHandler());

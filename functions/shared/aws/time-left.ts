import type { Context } from "aws-lambda";

/** What a handler needs of Lambda's context. */
export type RemainingTime = Pick<Context, "getRemainingTimeInMillis">;

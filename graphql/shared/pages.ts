import { util, type Context } from "@aws-appsync/utils";
import { resultOf } from "./answers";

const MOST = 100;

/** How many rows a page has: 50 unless asked otherwise, 100 at the most. */
export function pageSize(ctx: Context<{ limit?: number | null }>): number {
  const limit = ctx.args.limit ?? 50;
  if (limit < 1 || limit > MOST) util.error(`limit is 1 to ${MOST}`, "BadRequest");
  return limit;
}

/** A page of rows. */
export function pageOf(ctx: Context) {
  const { items, nextToken } = resultOf(ctx) as { items: unknown[]; nextToken: string | null };
  return { items, nextToken };
}

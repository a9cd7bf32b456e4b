import { z } from "zod";
import { invalidParameter } from "./refusals";

/** What operations that list in pages are told. */
export const pageInput = { Limit: z.number().optional(), PaginationToken: z.string().optional() };

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** What leads to the next page, if there is one. */
  readonly next: string | undefined;
}

/** @throws {@link CognitoError} `InvalidParameterException` for a token that is none. */
export function pageOf<Item>(
  all: readonly Item[],
  { Limit = 60, PaginationToken }: z.output<z.ZodObject<typeof pageInput>>,
): Page<Item> {
  const start = firstOf(PaginationToken);
  const end = start + Limit;
  const next = end < all.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return { items: all.slice(start, end), next };
}

function firstOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = Number(Buffer.from(token, "base64url").toString() || Number.NaN);
  if (!Number.isInteger(start) || start < 1) throw invalidParameter("Invalid pagination token.");
  return start;
}

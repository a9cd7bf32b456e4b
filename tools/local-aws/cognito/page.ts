import { z } from "zod";
import { type ListOf, type ListPage, listPage } from "../list-page";
import { invalidParameter } from "./refusals";

/** What operations that list in pages are told. */
export const pageInput = { Limit: z.number().optional(), PaginationToken: z.string().optional() };

/**
 * A page of a list, of 60 items where nobody says, or says none.
 *
 * @param of what the list is of, with its operation.
 * @throws {@link CognitoError} `InvalidParameterException` for a token that is none, or one of another list.
 */
export function pageOf<Item>(
  all: readonly Item[],
  { Limit = 0, PaginationToken }: z.output<z.ZodObject<typeof pageInput>>,
  of: ListOf,
): ListPage<Item> {
  const page = listPage(all, { of, size: Limit || 60, token: PaginationToken });
  if (page === undefined) throw invalidParameter("Invalid pagination token.");
  return page;
}

import { createHash } from "node:crypto";

/** One page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** What leads to the next page, if there is one. */
  readonly next: string | undefined;
}

/** What a list is of, with its operation: a token leads on in that list and in no other. */
export type ListOf = readonly (string | undefined)[];

/** What page of a list is asked for. */
export interface AskedPage {
  readonly of: ListOf;
  /** Items of a page. */
  readonly size: number;
  readonly token: string | undefined;
}

/** The page that is asked for; `undefined` for a token that is none, or one of another list. */
export function listPage<Item>(
  all: readonly Item[],
  { of, size, token }: AskedPage,
): ListPage<Item> | undefined {
  const mark = createHash("sha256").update(JSON.stringify(of)).digest("base64url");
  let start = 0;
  if (token !== undefined) {
    const [, index = "", its] = /^(\d{1,9}) (.+)$/.exec(decoded(token)) ?? [];
    if (its !== mark) return undefined;
    start = Number(index);
  }
  const end = start + size;
  const next = end < all.length ? Buffer.from(`${end} ${mark}`).toString("base64url") : undefined;
  return { items: all.slice(start, end), next };
}

function decoded(token: string): string {
  return Buffer.from(token, "base64url").toString();
}

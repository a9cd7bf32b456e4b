import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { BadRequestError } from "./data-source";

/** Of this run: tokens are AppSync's own, and nobody else can write one. */
const key = randomBytes(32);

const signature = (text: string) => createHmac("sha256", key).update(text).digest();

/** Where a search goes on, as `nextToken`: good for the same table or index only. */
export function tokenOf(lastKey: unknown, place: string): string | null {
  if (lastKey === undefined || lastKey === null) return null;
  const text = JSON.stringify({ place, lastKey });
  return `${Buffer.from(text).toString("base64url")}.${signature(text).toString("base64url")}`;
}

/** @throws BadRequestError when the token is none of ours. */
export function readToken(token: unknown, place: string): unknown {
  if (token === undefined || token === null) return undefined;
  const [text = "", sign = ""] = typeof token === "string" ? token.split(".") : [];
  const plain = Buffer.from(text, "base64url").toString("utf8");
  const given = Buffer.from(sign, "base64url");
  const wanted = signature(plain);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new BadRequestError("Invalid pagination token given.");
  }
  const read = JSON.parse(plain) as { readonly place: string; readonly lastKey: unknown };
  if (read.place !== place) throw new BadRequestError("Invalid pagination token given.");
  return read.lastKey;
}

import { closest, distance } from "fastest-levenshtein";

/** What was meant by a word that is not there: the one that is a few letters away, or nothing. */
export function likeliest(word: string, allowed: readonly string[]): string | undefined {
  if (word.length > 64 || allowed.length === 0) return undefined;
  const nearest = closest(word, allowed);
  const most = Math.min(3, Math.ceil(nearest.length / 2));
  return distance(word, nearest) <= most ? nearest : undefined;
}

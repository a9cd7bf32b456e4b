import { randomInt } from "node:crypto";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";

const uppercase = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const lowercase = "abcdefghijkmnpqrstuvwxyz";
const digits = "23456789";
const symbols = "!#$%&*+-=?@^_~";

/** A random password that conforms to the pool's policy whatever it asks for. */
export function newTemporaryPassword(pool: UserPoolType): string {
  const length = Math.max(pool.Policies?.PasswordPolicy?.MinimumLength ?? 0, 12);
  const kinds = [uppercase, lowercase, digits, symbols];
  const any = kinds.join("");
  const characters = Array.from({ length }, (_, index) => oneOf(kinds[index] ?? any));
  // One of each kind stands at the front; where they stand must not be known.
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return characters.join("");
}

function oneOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

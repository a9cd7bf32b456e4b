import type { AttributePath } from "../model";
import { visible } from "../visible";

/** `password_policy[0].minimum_length`, and `tags["my key"]` where a key is no plain name. */
export function pathText(path: AttributePath): string {
  return path
    .map((key, at) => {
      if (typeof key === "number") return `[${key}]`;
      if (key === "*") return "[*]";
      if (!/^[\w-]+$/.test(key)) return `[${visible(JSON.stringify(key))}]`;
      return at === 0 ? key : `.${key}`;
    })
    .join("");
}

import type { ScopeReference } from "../../configuration";

/** A scope as tokens have it: `openid`, `orders/read`. */
export function scopeName(scope: string | ScopeReference): string {
  return typeof scope === "string" ? scope : `${scope.resourceServer}/${scope.scope}`;
}

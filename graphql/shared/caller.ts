import type { AppSyncIdentityCognito, Context } from "@aws-appsync/utils";
import { administrators, readers } from "../environment";

const identityOf = (ctx: Context) => ctx.identity as AppSyncIdentityCognito;

/** Whether the caller is the user with this `sub`. */
export function isOwner(ctx: Context, id: string): boolean {
  return identityOf(ctx).sub === id;
}

function isIn(ctx: Context, groups: readonly string[]): boolean {
  const own = identityOf(ctx).groups ?? [];
  return own.some((group) => groups.includes(group));
}

/** Whether the caller may change every user. */
export function isAdministrator(ctx: Context): boolean {
  return isIn(ctx, administrators);
}

/** Whether the caller may see every user. */
export function maySeeAll(ctx: Context): boolean {
  return isAdministrator(ctx) || isIn(ctx, readers);
}

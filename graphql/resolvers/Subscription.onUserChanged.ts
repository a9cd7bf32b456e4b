import { util, type Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { isAdministrator, isOwner } from "../shared/caller";
import type { SubscriptionOnUserChangedArgs } from "../types";

export const source: Source = { dataSource: "none", actions: [] };

export function request(ctx: Context<SubscriptionOnUserChangedArgs>) {
  if (!isOwner(ctx, ctx.args.id) && !isAdministrator(ctx)) util.unauthorized();
  return { payload: null };
}

// The first answer is to the subscription itself. Events come from the mutations.
export const response = () => null;

import { runtime, type Context } from "@aws-appsync/utils";
import { get } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { resultOf } from "../shared/answers";
import { isOwner, maySeeAll } from "../shared/caller";
import type { QueryUserArgs } from "../types";

export const source: Source = { dataSource: "users", actions: ["dynamodb:GetItem"] };

export function request(ctx: Context<QueryUserArgs>) {
  const { id } = ctx.args;
  // Nobody, as for an id that does not exist: a user cannot find out who else there is.
  if (!isOwner(ctx, id) && !maySeeAll(ctx)) runtime.earlyReturn(null);
  return get({ key: { id } });
}

export const response = (ctx: Context) => resultOf(ctx);

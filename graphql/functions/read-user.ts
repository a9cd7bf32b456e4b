import { util, type Context } from "@aws-appsync/utils";
import { get } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { resultOf } from "../shared/answers";
import type { Stash } from "../shared/stash";

export const source: Source = { dataSource: "users", actions: ["dynamodb:GetItem"] };

export const request = (ctx: Context<{ userId: string }>) => get({ key: { id: ctx.args.userId } });

/** Puts the row's username, which Cognito wants, in the stash. */
export function response(ctx: Context<unknown, Stash>) {
  const row = resultOf(ctx) as { username: string } | null;
  if (!row) return util.error("There is no such user", "NotFound");
  ctx.stash.username = row.username;
  return row;
}

import type { AppSyncIdentityCognito, Context } from "@aws-appsync/utils";
import { get } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { resultOf } from "../shared/answers";

export const source: Source = { dataSource: "users", actions: ["dynamodb:GetItem"] };

export function request(ctx: Context) {
  const { sub } = ctx.identity as AppSyncIdentityCognito;
  return get({ key: { id: sub } });
}

export const response = (ctx: Context) => resultOf(ctx);

import type { Context } from "@aws-appsync/utils";
import { query } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { pageOf, pageSize } from "../shared/pages";
import type { QueryUsersByEmailArgs } from "../types";

export const source: Source = { dataSource: "users", actions: ["dynamodb:Query"] };

export function request(ctx: Context<QueryUsersByEmailArgs>) {
  const { email, nextToken } = ctx.args;
  return query<{ email: string }>({
    index: "by-email",
    query: { email: { eq: email } },
    limit: pageSize(ctx),
    nextToken: nextToken ?? null,
  });
}

export const response = (ctx: Context) => pageOf(ctx);

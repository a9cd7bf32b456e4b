import type { Context } from "@aws-appsync/utils";
import { query } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { pageOf, pageSize } from "../shared/pages";

export const source: Source = { dataSource: "users", actions: ["dynamodb:Query"] };

interface Arguments {
  readonly email: string;
  readonly limit?: number | null;
  readonly nextToken?: string | null;
}

export function request(ctx: Context<Arguments>) {
  const { email, nextToken } = ctx.args;
  return query<{ email: string }>({
    index: "by-email",
    query: { email: { eq: email } },
    limit: pageSize(ctx),
    nextToken: nextToken ?? null,
  });
}

export const response = (ctx: Context) => pageOf(ctx);

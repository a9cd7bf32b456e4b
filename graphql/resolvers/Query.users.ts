import type { Context, DynamoDBFilterObject } from "@aws-appsync/utils";
import { scan } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { pageOf, pageSize } from "../shared/pages";

export const source: Source = { dataSource: "users", actions: ["dynamodb:Scan"] };

interface Arguments {
  readonly filter?: DynamoDBFilterObject<Record<string, unknown>> | null;
  readonly limit?: number | null;
  readonly nextToken?: string | null;
}

export function request(ctx: Context<Arguments>) {
  const { filter, nextToken } = ctx.args;
  return scan<Record<string, unknown>>({
    limit: pageSize(ctx),
    filter: filter ?? null,
    nextToken: nextToken ?? null,
  });
}

export const response = (ctx: Context) => pageOf(ctx);

import type { Context, DynamoDBFilterObject } from "@aws-appsync/utils";
import { scan } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { pageOf, pageSize } from "../shared/pages";
import type { QueryUsersArgs, UserFilter } from "../types";

export const source: Source = { dataSource: "users", actions: ["dynamodb:Scan"] };

type Filter = DynamoDBFilterObject<Record<string, unknown>>;

export function request(ctx: Context<QueryUsersArgs>) {
  const { nextToken } = ctx.args;
  return scan<Record<string, unknown>>({
    limit: pageSize(ctx),
    filter: conditionsOf(ctx.args.filter ?? {}),
    nextToken: nextToken ?? null,
  });
}

/** What a client has filled in: an expression of nothing is refused by DynamoDB. */
function conditionsOf(filter: UserFilter): Filter | null {
  const given = Object.entries(filter)
    .map(([field, conditions]): [string, object] => [field, filledIn(conditions ?? {})])
    .filter(([, conditions]) => Object.keys(conditions).length > 0);
  return given.length > 0 ? Object.fromEntries(given) : null;
}

const filledIn = (conditions: object) =>
  Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== null));

export const response = (ctx: Context) => pageOf(ctx);

import { util, type Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { resultOf } from "../shared/answers";
import type { MutationProvisionUserArgs } from "../types";

export const source: Source = { dataSource: "users", actions: ["dynamodb:UpdateItem"] };

/** Writes the row that is missing, as post-confirmation would; one that is there stays as it is. */
export function request(ctx: Context<MutationProvisionUserArgs>) {
  const { userId, username, email } = ctx.args;
  const now = util.time.nowISO8601();
  const fields: Record<string, unknown> = {
    __typename: "User",
    _version: 1,
    _lastChangedAt: util.time.nowEpochMilliSeconds(),
    createdAt: now,
    updatedAt: now,
    username: username ?? userId,
    ...(email && { email }),
  };
  const names = Object.keys(fields);
  return {
    operation: "UpdateItem",
    key: util.dynamodb.toMapValues({ id: userId }),
    update: {
      expression: `SET ${names.map((name) => `#${name} = if_not_exists(#${name}, :${name})`).join(", ")}`,
      expressionNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      expressionValues: Object.fromEntries(
        names.map((name) => [`:${name}`, util.dynamodb.toDynamoDB(fields[name])]),
      ),
    },
  };
}

export const response = (ctx: Context) => resultOf(ctx);

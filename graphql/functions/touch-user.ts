import { util, type Context } from "@aws-appsync/utils";
import { operations, update } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { resultOf } from "../shared/answers";

export const source: Source = {
  dataSource: "users",
  actions: ["dynamodb:UpdateItem", "dynamodb:GetItem"],
};

/** Says on the row that something about the user has changed, so that clients read it again. */
export function request(ctx: Context<{ userId: string }>) {
  return update<Record<string, unknown>>({
    key: { id: ctx.args.userId },
    update: {
      _version: operations.increment(1),
      _lastChangedAt: util.time.nowEpochMilliSeconds(),
      updatedAt: util.time.nowISO8601(),
    },
    // A row that has gone since must not come back as a stump.
    condition: { id: { attributeExists: true } },
  });
}

export const response = (ctx: Context) => resultOf(ctx);

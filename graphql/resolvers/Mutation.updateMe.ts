import { util, type AppSyncIdentityCognito, type Context } from "@aws-appsync/utils";
import { operations, update } from "@aws-appsync/utils/dynamodb";
import type { Source } from "../../stacks/api/source";
import { ownFields } from "../environment";
import type { MutationUpdateMeArgs } from "../types";

export const source: Source = {
  dataSource: "users",
  // AppSync reads the row after a condition that failed.
  actions: ["dynamodb:UpdateItem", "dynamodb:GetItem"],
};

/** Of all fields together, as JSON. */
const MOST_CHARACTERS = 8_192;

export function request(ctx: Context<MutationUpdateMeArgs>) {
  const { sub } = ctx.identity as AppSyncIdentityCognito;
  const { _version, ...fields } = ctx.args.input;
  const forbidden = Object.keys(fields).filter((field) => !ownFields.includes(field));
  if (forbidden.length > 0) {
    util.error(`This environment lets nobody change ${forbidden.join(", ")}`, "BadRequest");
  }
  if (JSON.stringify(fields).length > MOST_CHARACTERS) {
    util.error(`The fields have ${MOST_CHARACTERS} characters at the most`, "BadRequest");
  }
  // A field that is null goes.
  const changes = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, value ?? operations.remove()]),
  );
  return update<Record<string, unknown>>({
    key: { id: sub },
    update: {
      ...changes,
      _version: operations.increment(1),
      _lastChangedAt: util.time.nowEpochMilliSeconds(),
      updatedAt: util.time.nowISO8601(),
    },
    condition: { _version: { eq: _version } },
  });
}

export function response(ctx: Context) {
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") {
    // The name that Amplify's clients know. The row as it is now goes with it.
    util.error("The row has changed since it was read", "ConflictUnhandled", ctx.result);
  }
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result as unknown;
}

import { util, type Context } from "@aws-appsync/utils";
import { groups } from "../environment";
import type { PipelineContext } from "../shared/stash";
import type { MutationSetGroupsArgs } from "../types";

// A pipeline has a fixed number of steps: seven changes of group at once, a call each.
export const pipeline = [
  "read-user",
  "list-groups",
  "change-group",
  "change-group",
  "change-group",
  "change-group",
  "change-group",
  "change-group",
  "change-group",
  "touch-user",
];

export function request(ctx: Context<MutationSetGroupsArgs>) {
  const unknown = ctx.args.groups.filter((group) => !groups.includes(group));
  if (unknown.length > 0) util.error(`There is no group ${unknown.join(", ")}`, "BadRequest");
  return {};
}

export const response = (ctx: PipelineContext) => ctx.prev.result;

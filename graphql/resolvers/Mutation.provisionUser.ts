import { util, type Context } from "@aws-appsync/utils";
import { groups } from "../environment";
import type { PipelineContext } from "../shared/stash";
import type { MutationProvisionUserArgs } from "../types";

// In this order: whoever has no group has no row either, and the backend calls again.
export const pipeline = ["add-to-group", "write-row"];

export function request(ctx: Context<MutationProvisionUserArgs>) {
  const { group } = ctx.args;
  if (!groups.includes(group)) util.error(`There is no group ${group}`, "BadRequest");
  return {};
}

export const response = (ctx: PipelineContext) => ctx.prev.result;

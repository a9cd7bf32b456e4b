import type { Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { cognito, groupsOf } from "../shared/answers";
import type { Stash } from "../shared/stash";
import type { User } from "../types";

export const source: Source = {
  dataSource: "cognito",
  actions: ["cognito-idp:AdminListGroupsForUser"],
};

export function request(ctx: Context<unknown, Stash, undefined, User>) {
  return cognito("AdminListGroupsForUser", { Username: ctx.source?.username });
}

export const response = (ctx: Context) => groupsOf(ctx);

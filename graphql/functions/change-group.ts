import { runtime, type Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { cognito, cognitoAnswer } from "../shared/answers";
import type { Stash } from "../shared/stash";

export const source: Source = {
  dataSource: "cognito",
  actions: ["cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminRemoveUserFromGroup"],
};

/** Makes the next change of the stash, if there is one. */
export function request(ctx: Context<unknown, Stash>) {
  const [change, ...rest] = ctx.stash.changes;
  if (!change) return runtime.earlyReturn(null);
  ctx.stash.changes = rest;
  return cognito(change.operation, { Username: ctx.stash.username, GroupName: change.group });
}

export function response(ctx: Context) {
  cognitoAnswer(ctx);
  return null;
}

import type { Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { cognito, cognitoAnswer } from "../shared/answers";
import type { Stash } from "../shared/stash";

export const source: Source = {
  dataSource: "cognito",
  actions: ["cognito-idp:AdminUserGlobalSignOut"],
};

export function request(ctx: Context<unknown, Stash>) {
  return cognito("AdminUserGlobalSignOut", { Username: ctx.stash.username });
}

export function response(ctx: Context) {
  cognitoAnswer(ctx);
  return null;
}

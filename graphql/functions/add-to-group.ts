import type { Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { cognito, cognitoAnswer } from "../shared/answers";
import type { MutationProvisionUserArgs } from "../types";

export const source: Source = {
  dataSource: "cognito",
  actions: ["cognito-idp:AdminAddUserToGroup"],
};

/** A user of the pool itself is found by `sub`; one of a provider only by username. */
export function request(ctx: Context<MutationProvisionUserArgs>) {
  const { userId, username, group } = ctx.args;
  return cognito("AdminAddUserToGroup", { Username: username ?? userId, GroupName: group });
}

export function response(ctx: Context) {
  cognitoAnswer(ctx);
  return null;
}

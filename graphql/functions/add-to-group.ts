import type { Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { cognito, cognitoAnswer } from "../shared/answers";

export const source: Source = {
  dataSource: "cognito",
  actions: ["cognito-idp:AdminAddUserToGroup"],
};

interface Arguments {
  readonly userId: string;
  readonly username?: string;
  readonly group: string;
}

/** A user of the pool itself is found by `sub`; one of a provider only by username. */
export function request(ctx: Context<Arguments>) {
  const { userId, username, group } = ctx.args;
  return cognito("AdminAddUserToGroup", { Username: username ?? userId, GroupName: group });
}

export function response(ctx: Context) {
  cognitoAnswer(ctx);
  return null;
}

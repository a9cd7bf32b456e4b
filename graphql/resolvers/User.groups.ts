import type { Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { cognito, cognitoAnswer } from "../shared/answers";
import type { Stash } from "../shared/stash";

export const source: Source = {
  dataSource: "cognito",
  actions: ["cognito-idp:AdminListGroupsForUser"],
};

export function request(ctx: Context<unknown, Stash, undefined, { username: string }>) {
  return cognito("AdminListGroupsForUser", { Username: ctx.source?.username });
}

export function response(ctx: Context) {
  const { Groups } = cognitoAnswer(ctx) as { Groups: { GroupName: string }[] };
  return Groups.map((group) => group.GroupName);
}

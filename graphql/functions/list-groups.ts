import { util, type Context } from "@aws-appsync/utils";
import type { Source } from "../../stacks/api/source";
import { cognito, groupsOf } from "../shared/answers";
import type { GroupChange, Stash } from "../shared/stash";
import type { MutationSetGroupsArgs } from "../types";

export const source: Source = {
  dataSource: "cognito",
  actions: ["cognito-idp:AdminListGroupsForUser"],
};

/** As many as `change-group` stands in the pipeline. */
const MOST_CHANGES = 7;

export function request(ctx: Context<unknown, Stash>) {
  return cognito("AdminListGroupsForUser", { Username: ctx.stash.username });
}

/** Puts the changes that are to be made in the stash, one call each. */
export function response(ctx: Context<MutationSetGroupsArgs, Stash>) {
  const present = groupsOf(ctx);
  const wished = ctx.args.groups.filter((group, at) => ctx.args.groups.indexOf(group) === at);
  // First in, then out: whoever changes groups is never without one in between.
  const changes: GroupChange[] = [
    ...wished
      .filter((group) => !present.includes(group))
      .map((group): GroupChange => ({ operation: "AdminAddUserToGroup", group })),
    ...present
      .filter((group) => !wished.includes(group))
      .map((group): GroupChange => ({ operation: "AdminRemoveUserFromGroup", group })),
  ];
  if (changes.length > MOST_CHANGES) {
    util.error(`${MOST_CHANGES} groups at the most can change in one call`, "BadRequest");
  }
  ctx.stash.changes = changes;
  return null;
}

import type { ResourceChange } from "../../model";
import { hasMark, marksAt, stringsOf } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import { added, named, removed } from "../watch";

const ofUser = "aws_iam_user_group_membership";
const ofGroup = "aws_iam_group_membership";

/** Who gets the rights of a group of IAM. */
export const groupMemberships: Rule = {
  id: "iam-group-membership",
  title: "A user of IAM gets the rights of a group, or loses them.",
  why: "Whoever is in a group can do all that the group's policies allow.",
  fix: "Let people assume a role instead.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_add-remove-users.html",
  types: [ofUser, ofGroup, "aws_iam_group"],
  check: (change) => {
    // By itself a group gives nobody anything.
    if (change.type === "aws_iam_group") return [];
    const list = change.type === ofUser ? "groups" : "users";
    const before = change.before?.[list] ?? null;
    const after = change.after?.[list] ?? null;
    const more = added(before, after);
    const isUnknown = change.after !== null && hasMark(marksAt(change.afterUnknown, list));
    const who = (name: string) => named(change, [list], name);
    return [
      ...(more.length > 0 || isUnknown
        ? [
            {
              level: "block" as const,
              cause: isUnknown
                ? `\`${list}\` is known only after apply`
                : `\`${list}\` gains ${more.map(who).join(", ")}`,
              effect: "The user can do in AWS all that the group's policies allow.",
              instead: "Let people assume a role instead; if it is meant, allow the change.",
              ...unlessNewGroup(change, more),
            },
          ]
        : []),
      ...removed(before, after).map((name): RuleFinding => ({
        level: "notice",
        cause: `\`${list}\` loses ${who(name)}`,
        effect: "The user can do less in AWS from now on.",
        instead: "Make sure that nothing signs in as the user and needs it.",
      })),
    ];
  },
};

/** A group of this plan has only what the same plan gives it. */
function unlessNewGroup(change: ResourceChange, more: readonly string[]) {
  const group = "aws_iam_group";
  if (change.type === ofGroup) return { unlessCreated: namedBy(change, ["group"], group, "name") };
  const names = stringsOf(change.after?.["groups"]);
  if (more.length === 1 && names.length === 1) {
    return { unlessCreated: { ...namedBy(change, ["groups"], group, "name"), value: more[0] } };
  }
  return {};
}

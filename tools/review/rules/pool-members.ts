import type { ResourceChange } from "../model";
import { differenceAt } from "../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "./rule";
import { causeOf } from "./watch";

const user = "aws_cognito_user";
const inGroup = "aws_cognito_user_in_group";

/** Users and memberships that Terraform looks after. */
export const poolMemberChanged: Rule = {
  id: "pool-member-changed",
  title: "A user of a pool is shut out or taken over, or gets the rights of a group.",
  why: "Whoever can change a user's address or password can sign in as that user, and a group can have a role.",
  fix: "Leave users to the pool; put them into groups where somebody approves it.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users.html",
  types: [user, inGroup],
  check: (change) => (change.type === user ? ofUser(change) : ofMembership(change)),
};

function ofMembership(change: ResourceChange): readonly RuleFinding[] {
  if (change.before !== null || change.after === null) return [];
  return [
    {
      level: "block",
      cause: "a user is put into a group",
      effect: "The user gets the rights of the group, and its role in AWS if it has one.",
      instead: "See to it that this user is meant to have them; then allow the change.",
      unlessCreated: namedBy(change, ["group_name"], "aws_cognito_user_group", "name"),
    },
  ];
}

const paths = [
  {
    path: ["enabled"],
    effect: "The user cannot sign in any more.",
    isMeant: (after: unknown) => after !== true,
  },
  ...["email", "phone_number", "email_verified", "phone_number_verified"].map((name) => ({
    path: ["attributes", name],
    effect: "Codes for the user go to another address: whoever has it can take the account over.",
    isMeant: () => true,
  })),
  ...["password", "temporary_password"].map((name) => ({
    path: [name],
    effect: "The user's password is set: whoever knows it can sign in as the user.",
    isMeant: () => true,
  })),
];

function ofUser(change: ResourceChange): readonly RuleFinding[] {
  if (change.after === null) return [];
  if (change.before === null) {
    return [
      {
        level: "notice",
        cause: "a user is made in the pool",
        effect: "Whoever gets the invitation or knows the password can sign in.",
        instead: "See who it is, and that no address is called verified which nobody has verified.",
        unlessCreated: namedBy(change, ["user_pool_id"], "aws_cognito_user_pool", "id"),
        isUsualWhenNew: true,
      },
    ];
  }
  return paths.flatMap(({ path, effect, isMeant }): readonly RuleFinding[] => {
    const difference = differenceAt(change, path);
    if (difference === undefined || !isMeant(difference.after)) return [];
    return [
      {
        level: "block",
        cause: causeOf(change, path, difference),
        effect,
        instead: "Leave it to the user, or to an administrator who is logged.",
      },
    ];
  });
}

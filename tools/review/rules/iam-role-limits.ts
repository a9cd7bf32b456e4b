import type { AttributeWatch } from "./watch";
import { watchRule } from "./watch";

const boundary = { path: ["permissions_boundary"] } as const;

const boundaryLoosened = {
  ...boundary,
  level: "block",
  when: (before) => typeof before === "string" && before !== "",
  effect:
    "Its policies may come into force where the boundary has held them back: it can do more in the account, to other users' data as well.",
  instead:
    "Keep the boundary, or change the policy that it is, where a review shows what it allows.",
} as const satisfies Omit<AttributeWatch, "type">;

const boundarySet = {
  ...boundary,
  level: "notice",
  when: (before) => before === null || before === "",
  effect: "What the boundary does not allow is refused from then on, whatever the policies say.",
  instead: "See to it that the boundary allows all that it needs.",
} as const satisfies Omit<AttributeWatch, "type">;

/** The most that a role or a user may do, set by somebody else. */
export const iamBoundaryChanged = watchRule(
  {
    id: "iam-boundary-changed",
    title: "The permissions boundary of a role or a user is taken off, changed or put on.",
    why: "A permissions boundary holds back what policies would allow.",
    fix: "Keep the boundary.",
    see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  },
  ["aws_iam_role", "aws_iam_user"].flatMap((type) => [
    { type, ...boundaryLoosened },
    { type, ...boundarySet },
  ]),
);

/** How long credentials last. */
export const iamSessionLonger = watchRule(
  {
    id: "iam-session-longer",
    title: "Credentials of a role may be used for longer.",
    why: "Credentials of a session cannot be taken back before they run out.",
    fix: "Keep sessions short.",
    see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
  },
  [
    {
      type: "aws_iam_role",
      path: ["max_session_duration"],
      level: "notice",
      when: (before, after) =>
        typeof before === "number" && (typeof after !== "number" || after > before),
      effect: "Credentials that are stolen, or of users who were disabled, work for longer.",
      instead: "Keep it short, and take new credentials when they run out.",
    },
  ],
);

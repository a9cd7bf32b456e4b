import type { Json, ResourceChange } from "../model";
import { differenceAt, hasMark, isComputedAnew, marksAt, stringsOf } from "../plan-json/values";
import { detailLines } from "./iam-details";
import { isAdministrators } from "./iam-unbounded";
import type { NamedResource, Rule, RuleFinding } from "./rule";
import { named, removed } from "./watch";

/** How a resource type says which managed policies it attaches, and to what. */
interface AttachmentType {
  readonly holder: "aws_iam_role" | "aws_iam_user" | "aws_iam_group";
  /** Attributes with a name or a list of names, and with an ARN or a list of ARNs. */
  readonly names: string;
  readonly policies: string;
}

const one = { policies: "policy_arn" } as const;
const all = { policies: "policy_arns" } as const;

const attachmentTypes: Readonly<Record<string, readonly AttachmentType[]>> = {
  aws_iam_role_policy_attachment: [{ holder: "aws_iam_role", names: "role", ...one }],
  aws_iam_user_policy_attachment: [{ holder: "aws_iam_user", names: "user", ...one }],
  aws_iam_group_policy_attachment: [{ holder: "aws_iam_group", names: "group", ...one }],
  aws_iam_policy_attachment: [
    { holder: "aws_iam_role", names: "roles", ...one },
    { holder: "aws_iam_user", names: "users", ...one },
    { holder: "aws_iam_group", names: "groups", ...one },
  ],
  aws_iam_role_policy_attachments_exclusive: [
    { holder: "aws_iam_role", names: "role_name", ...all },
  ],
  aws_iam_user_policy_attachments_exclusive: [
    { holder: "aws_iam_user", names: "user_name", ...all },
  ],
  aws_iam_group_policy_attachments_exclusive: [
    { holder: "aws_iam_group", names: "group_name", ...all },
  ],
  aws_iam_role: [{ holder: "aws_iam_role", names: "name", policies: "managed_policy_arns" }],
};

/** Managed policies that somebody gets in addition. */
export const iamPolicyAttached: Rule = {
  id: "iam-policy-attached",
  title: "A role, a user or a group gets a managed policy in addition.",
  why: "A managed policy gives all that it allows, now and whenever it is changed.",
  fix: "Write a policy that names only the actions and resources that are needed.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  types: Object.keys(attachmentTypes),
  check: (change, { mode }) => {
    const before = attachmentsOf(change, "before");
    return attachmentsOf(change, "after")
      .filter((attachment) => !before.some((other) => isSame(attachment, other)))
      .map(({ holder, policy }) => {
        const isUnbounded = policy !== undefined && isAdministrators(policy);
        const isNew = change.before === null && isOfItself(change);
        const isOwn = isOfItself(change) && isComputedAnew(change, "managed_policy_arns");
        const isHarmless = isNew || isLateNews(change, mode) || (policy === undefined && isOwn);
        return {
          level: isUnbounded || !isHarmless ? "block" : "notice",
          cause: `${nameOfPolicy(change, policy)} is attached to ${nameOf(change, holder)}`,
          effect: isUnbounded
            ? "Whoever acts with it can do anything in the account, to every user's data as well."
            : "Whoever acts with it can do all that the policy allows, now and whenever it is changed.",
          instead:
            "Give it a policy of its own that names only the actions and resources it needs; if this one is meant, allow the change and say why.",
          ...(!isUnbounded && !isOfItself(change) && { unlessCreated: holder }),
          // The role itself has another name now; it has had the policy before.
          ...(before.some((other) => other.policy === policy) && { unlessReplaced: holder }),
        };
      });
  },
};

/** Managed policies that somebody loses, and inline policies that Terraform is told to clear away. */
export const iamPolicyDetached: Rule = {
  id: "iam-policy-detached",
  title: "A role, a user or a group loses a policy, so what relies on it fails.",
  why: "What relies on a permission is refused as soon as it is gone.",
  fix: "Deploy the code that does not need it first.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
  types: [...Object.keys(attachmentTypes), "aws_iam_role_policies_exclusive"],
  check: (change, { mode }) =>
    change.type === "aws_iam_role_policies_exclusive"
      ? clearedAway(change)
      : detached(change, isLateNews(change, mode) ? "notice" : "block"),
};

const detachedEffect =
  "What still relies on it is refused by AWS from then on: a trigger that may not call something fails the user's sign-up or sign-in.";
const detachedInstead =
  "Deploy the code that does not need it first; then take the policy away in a second change.";

function detached(change: ResourceChange, level: RuleFinding["level"]): readonly RuleFinding[] {
  // A role takes its own list with it.
  if (change.after === null && isOfItself(change)) return [];
  const after = attachmentsOf(change, "after");
  // Which they are after apply, nobody knows; that is found as something attached.
  if (after.some(({ holder, policy }) => holder.value === undefined || policy === undefined)) {
    return [];
  }
  return attachmentsOf(change, "before")
    .filter((attachment) => !after.some((other) => isSame(attachment, other)))
    .map(({ holder, policy }) => ({
      level,
      cause: `${nameOfPolicy(change, policy)} is taken from ${nameOf(change, holder)}`,
      effect: detachedEffect,
      instead: detachedInstead,
      ...(holder.value !== undefined && {
        unlessDeleted: { type: holder.type, attribute: holder.attribute, value: holder.value },
      }),
      ...(after.some((other) => other.policy === policy) && { unlessReplaced: holder }),
    }));
}

function clearedAway(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null) {
    return [
      {
        level: "notice",
        cause: "the role keeps only the inline policies that `policy_names` lists",
        effect: detachedEffect,
        instead: "See to it that the list names every inline policy that the role needs.",
        details: detailLines(stringsOf(change.after?.["policy_names"])),
      },
    ];
  }
  const difference = change.after === null ? undefined : differenceAt(change, ["policy_names"]);
  const gone = difference ? removed(difference.before, difference.after) : [];
  if (gone.length === 0) return [];
  return [
    {
      level: "block",
      cause: "`policy_names` does not list these any more, so they are deleted",
      effect: detachedEffect,
      instead: detachedInstead,
      details: detailLines(gone),
    },
  ];
}

interface Holder extends NamedResource {
  readonly type: string;
}

/** What is `undefined` is known only after apply. */
interface Attachment {
  readonly holder: Holder;
  readonly policy: string | undefined;
}

function attachmentsOf(change: ResourceChange, side: "before" | "after"): readonly Attachment[] {
  const values = change[side];
  if (values === null) return [];
  // What nobody has written is computed: a role is born without policies.
  const marks = isOfItself(change) && change.before === null ? false : change.afterUnknown;
  const namesOf = (attribute: string): readonly (string | undefined)[] => [
    ...textsOf(values[attribute]),
    ...(side === "after" && hasMark(marksAt(marks, attribute)) ? [undefined] : []),
  ];
  return (attachmentTypes[change.type] ?? []).flatMap(({ holder, names, policies }) =>
    namesOf(names).flatMap((value) =>
      namesOf(policies).map((policy) => ({
        holder: { type: holder, attribute: "name", value, by: [names] },
        policy,
      })),
    ),
  );
}

function textsOf(value: Json | undefined): readonly string[] {
  return typeof value === "string" ? [value] : stringsOf(value);
}

function isSame(after: Attachment, before: Attachment): boolean {
  return (
    after.holder.type === before.holder.type &&
    after.holder.value !== undefined &&
    after.holder.value === before.holder.value &&
    after.policy !== undefined &&
    after.policy === before.policy
  );
}

function isOfItself({ type }: ResourceChange): boolean {
  return type === "aws_iam_role";
}

/**
 * A role's state lists the policies that other resources of the stack attach, from the first refresh
 * after they did.
 */
function isLateNews(change: ResourceChange, mode: "plan" | "drift"): boolean {
  return mode === "drift" && isOfItself(change);
}

function nameOf(change: ResourceChange, { type, value, by }: Holder): string {
  const what = type.replace("aws_iam_", "");
  return value === undefined
    ? `a ${what} whose name is known only after apply`
    : `the ${what} ${named(change, by, value)}`;
}

function nameOfPolicy(change: ResourceChange, policy: string | undefined): string {
  if (policy === undefined) return "a policy that is known only after apply";
  return named(change, [attachmentTypes[change.type]?.[0]?.policies ?? "policy_arn"], policy);
}

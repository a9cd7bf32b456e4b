import type { ResourceChange } from "../model";
import { isComputedAnew } from "../plan-json/values";
import { type PolicyDifference, policyDifference } from "../policy/difference";
import { allowsSomething, noPolicy, type PolicyDocument } from "../policy/policy-document";
import { detailLines, hiddenDetails } from "./iam-details";
import { heldPolicies, type HeldPolicy, type PolicySide } from "./iam-held-policies";
import { letsEverybodyIn, unboundedGrants } from "./iam-unbounded";
import {
  type NamedResource,
  newWithThisPlan,
  type ResourceReference,
  type Rule,
  type RuleFinding,
  type RuleOptions,
} from "./rule";

/** Policies of roles, users, groups and resources that allow more than before. */
export const iamWidened: Rule = {
  id: "iam-widened",
  title:
    "A policy allows more than before: new actions, resources, principals or fewer conditions.",
  why: "A policy that allows more lets whoever holds it reach more of users' data.",
  fix: "Name only the actions and the resources that the code calls.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
  types: "any-aws",
  check: (change, options) =>
    transitions(change)
      .filter(({ held }) => held.kind !== "trust")
      .flatMap((transition) => widened(change, transition, options)),
};

/** Trust policies that let somebody else assume a role. */
export const iamTrustWidened: Rule = {
  id: "iam-trust-widened",
  title: "Somebody may assume a role who could not before.",
  why: "Whoever may assume a role can do all that it may.",
  fix: "Name one principal, with conditions that only it can meet.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html",
  types: ["aws_iam_role"],
  check: (change, options) =>
    transitions(change)
      .filter(({ held }) => held.kind === "trust")
      .flatMap((transition) => widened(change, transition, options)),
};

/** Policies that allow less than before, or nothing. */
export const iamPermissionRemoved: Rule = {
  id: "iam-permission-removed",
  title: "A policy allows less than before, so what relies on it fails.",
  why: "What relies on a permission is refused as soon as it is gone.",
  fix: "Deploy the code that does not need it first.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
  types: "any-aws",
  check: (change) => [...transitions(change).flatMap(narrowed), ...holderGone(change)],
};

/** What else goes with whoever has been allowed something. */
const gone: Readonly<Record<string, string>> = {
  aws_iam_role:
    "Whatever still acts with the role is refused: a function, a pipeline, a signed-in user.",
  aws_iam_user: "Whoever signs in as the user is refused.",
  aws_iam_group: "Its members are refused what the group has allowed.",
  aws_iam_access_key: "Whatever signs with the key is refused.",
  aws_iam_user_login_profile: "The user cannot sign in to the console any more.",
  aws_iam_instance_profile: "Machines that have it act without a role.",
  aws_iam_service_specific_credential: "Whatever signs in with the credential is refused.",
  aws_iam_signing_certificate: "Whatever signs with the certificate is refused.",
  aws_iam_user_ssh_key: "Whoever signs in with the key is refused.",
};

function holderGone({ type, before, after, deposed }: ResourceChange): readonly RuleFinding[] {
  const effect = Object.hasOwn(gone, type) ? gone[type] : undefined;
  if (effect === undefined || before === null || after !== null || deposed !== undefined) return [];
  return [
    {
      level: "notice",
      cause: "it is deleted",
      effect,
      instead: "Make sure that nothing needs it any more.",
    },
  ];
}

/** A policy that comes, changes or goes, for one holder. */
interface Transition {
  readonly held: HeldPolicy;
  readonly event: "created" | "changed" | "deleted";
  readonly before: PolicySide;
  readonly after: PolicySide;
  /** What had the policy, if that is another resource. */
  readonly from?: ResourceReference | undefined;
  /** What has it now. */
  readonly to?: NamedResource | undefined;
  /** Of a policy that moves: the old and the new holder may be one resource, replaced. */
  readonly unlessReplaced?: ResourceReference | NamedResource | undefined;
}

const none: PolicySide = { kind: "none" };

function transitions(change: ResourceChange): readonly Transition[] {
  return heldPolicies(change).flatMap((held): readonly Transition[] => {
    const { before, after, holder } = held;
    const created: Transition = {
      held,
      event: "created",
      before: none,
      after,
      to: holder?.after,
    };
    const deleted: Transition = {
      held,
      event: "deleted",
      before,
      after: none,
      from: holder?.before,
    };
    if (change.before === null) return [created];
    // What a resource says about itself goes with it.
    if (change.after === null) return holder || change.type === "aws_iam_policy" ? [deleted] : [];
    const changed: Transition = { held, event: "changed", before, after };
    const isMoved = holder?.after !== undefined && holder.before?.value !== holder.after.value;
    // What it moves along with, if that is replaced, is the same to whoever uses it.
    return isMoved
      ? [
          { ...deleted, unlessReplaced: holder.before },
          { ...created, unlessReplaced: holder.after },
          changed,
        ]
      : [changed];
  });
}

function widened(
  change: ResourceChange,
  { held, event, before, after, from, to, unlessReplaced }: Transition,
  { mode }: RuleOptions,
): readonly RuleFinding[] {
  const level = levelOf(change, held, event, mode);
  const isNew = level === "notice" && event === "created";
  const finding = {
    level,
    ...(isNew ? newWithThisPlan : { effect: effects[held.kind], instead: fixes[held.kind] }),
    ...(to && { unlessCreated: to }),
    ...(from && { unlessDeleted: from }),
    ...(unlessReplaced && { unlessReplaced }),
  } as const;
  const { attribute } = held;
  if (after.kind === "unknown") {
    return [
      {
        ...finding,
        ...(!isShownElsewhere(change, held) && {
          unknownPolicy: { by: [attribute], kind: held.kind },
        }),
        cause: `\`${attribute}\` is known only after apply`,
        effect: `Nobody can review what it will allow. ${finding.effect}`,
        instead: isNew
          ? newWithThisPlan.instead
          : "Apply what it depends on first, in a change of its own; then the plan shows the policy.",
      },
    ];
  }
  const difference = compare(before, after);
  if (difference === "cannot be compared") {
    return [
      {
        ...finding,
        // What nobody can read is not new in a way that anybody could approve.
        ...(after.kind === "unreadable" && { level: "block" as const, unlessCreated: undefined }),
        cause: `\`${attribute}\` changes and is not a policy that can be compared`,
        effect: `Nobody can tell whether it allows more. ${finding.effect}`,
        instead: "Write it with the elements of IAM's policy grammar only, each at most once.",
      },
    ];
  }
  const lines = difference.widened;
  if (lines.length === 0) return [];
  const unbounded = event === "created" ? unboundedFinding(change, held, after) : [];
  return [
    ...unbounded,
    {
      ...finding,
      cause:
        event === "created"
          ? `a new policy allows this in \`${attribute}\``
          : event === "deleted"
            ? `a policy that denied this in \`${attribute}\` is deleted`
            : `\`${attribute}\` allows more than before`,
      details: shown(held, lines),
    },
  ];
}

function levelOf(
  change: ResourceChange,
  held: HeldPolicy,
  event: Transition["event"],
  mode: RuleOptions["mode"],
): "block" | "notice" {
  // A role's state lists the inline policies that other resources of the stack manage, from the first
  // refresh after they were made.
  if (mode === "drift" && held.attribute === "inline_policy") return "notice";
  if (isShownElsewhere(change, held)) return "notice";
  if (event !== "created") return "block";
  if (held.holder) return "block";
  // By itself a new managed policy allows nobody anything, and what is new itself nobody uses yet. Of
  // any other policy nobody knows what it is put on.
  return change.type.endsWith("_policy") && change.type !== "aws_iam_policy" ? "block" : "notice";
}

/** A replaced role or bucket reads back what resources beside it put on it; these are reviewed. */
function isShownElsewhere(change: ResourceChange, { attribute }: HeldPolicy): boolean {
  const isRead =
    attribute === "inline_policy" || (change.type === "aws_s3_bucket" && attribute === "policy");
  return isRead && isComputedAnew(change, attribute);
}

const effects = {
  identity:
    "Whoever acts with it, functions and signed-in users among them, can do more in the account, to other users' data as well.",
  trust: "Somebody else can take this role, and with it everything that its policies allow.",
  resource: "Somebody can reach this resource, and what it holds of users, who could not before.",
} as const;

const fixes = {
  identity:
    "Name only the actions and resources that the code calls; if these are needed, allow the change and say what for.",
  trust:
    "Name one principal, with conditions that only it can meet; if this one is meant, allow the change and say why.",
  resource:
    "Name only the principals that need it, with a condition on their account or ARN; if these are meant, allow the change and say why.",
} as const;

/** What no role needs, however new it is. */
function unboundedFinding(
  change: ResourceChange,
  held: HeldPolicy,
  after: PolicySide,
): readonly RuleFinding[] {
  if (after.kind !== "policy") return [];
  const lines =
    held.kind === "identity"
      ? unboundedGrants(after.policy)
      : letsEverybodyIn(change.type, after.policy);
  if (lines.length === 0) return [];
  return [
    {
      level: "block",
      cause:
        held.kind === "identity"
          ? `a new policy allows every action of a service on everything in \`${held.attribute}\``
          : `a new policy lets everybody in, under no condition that keeps anybody out, in \`${held.attribute}\``,
      effect: effects[held.kind],
      instead: fixes[held.kind],
      details: shown(held, lines),
    },
  ];
}

function narrowed({
  held,
  event,
  before,
  after,
  from,
  unlessReplaced,
}: Transition): readonly RuleFinding[] {
  if (event === "created" || after.kind === "unknown") return [];
  const difference = compare(before, after);
  if (difference === "cannot be compared" || difference.narrowed.length === 0) return [];
  const isAllOfIt =
    before.kind === "policy" &&
    allowsSomething(before.policy) &&
    !(after.kind === "policy" && allowsSomething(after.policy));
  return [
    {
      // A managed policy can only go after its attachments, which are looked at themselves.
      level: isAllOfIt && !(event === "deleted" && from === undefined) ? "block" : "notice",
      cause:
        event === "deleted"
          ? `a policy is deleted that allowed this in \`${held.attribute}\``
          : `\`${held.attribute}\` allows less than before`,
      effect:
        "What still relies on it is refused by AWS from then on: a trigger that may not call something fails the user's sign-up or sign-in.",
      instead:
        "Deploy the code that does not need it first; then take the permission away in a second change.",
      details: shown(held, difference.narrowed),
      ...(from && { unlessDeleted: from }),
      ...(unlessReplaced && { unlessReplaced }),
    },
  ];
}

function compare(before: PolicySide, after: PolicySide): PolicyDifference | "cannot be compared" {
  if (before.kind === "unreadable" && after.kind === "unreadable" && before.text === after.text) {
    return { widened: [], narrowed: [] };
  }
  const [from, to] = [documentOf(before), documentOf(after)];
  return from && to ? policyDifference(from, to) : "cannot be compared";
}

function documentOf(side: PolicySide): PolicyDocument | undefined {
  if (side.kind === "policy") return side.policy;
  return side.kind === "none" ? noPolicy : undefined;
}

function shown(held: HeldPolicy, lines: readonly string[]): readonly string[] {
  return held.sensitive ? hiddenDetails : detailLines(lines);
}

import { isDeepStrictEqual } from "node:util";
import type { AttributePath, Json, ResourceChange } from "../model";
import {
  differenceAt,
  hasMark,
  isList,
  isSensitive,
  isUnknown,
  marksAt,
  valueAt,
} from "../plan-json/values";
import { detailLines, hiddenDetails } from "./iam-details";
import { type NamedResource, namedBy, type Rule, type RuleFinding } from "./rule";
import { isWritableClaim } from "./claims";
import { causeOf } from "./watch";

/** The roles that an identity pool hands out, and to whom. */
export const iamIdentityPoolRoles: Rule = {
  id: "iam-identity-pool-roles",
  title: "An identity pool hands out other roles, or to other people.",
  why: "The roles of an identity pool are what users can do in AWS.",
  fix: "Keep `Deny` for what is not clear, and change the policies of the roles that are there.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html",
  types: ["aws_cognito_identity_pool_roles_attachment"],
  check: (change) => {
    if (change.after === null) return [];
    if (change.before === null) return [...newGuests(change), ...newMappings(change)];
    return [...guests(change), ...signedIn(change), ...mappings(change)];
  },
};

/** The role and the precedence of groups. */
export const iamGroupRole: Rule = {
  id: "iam-group-role",
  title: "Members of a group get another role.",
  why: "The role of a group is what its members can do in AWS.",
  fix: "Change the policies of the role that is there.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html",
  types: ["aws_cognito_user_group"],
  check: (change) => {
    if (change.before === null || change.after === null) return [];
    const role = differenceAt(change, ["role_arn"]);
    const precedence = differenceAt(change, ["precedence"]);
    return [
      ...(role
        ? [
            {
              level: "block" as const,
              cause: causeOf(change, ["role_arn"], role),
              effect:
                "From their next sign-in, the group's members have other rights in AWS than before.",
              instead:
                "Change the policies of the role they have, where a review shows what is new.",
              // A role that is made anew is compared with what it was.
              ...(typeof role.before === "string" && {
                unlessReplaced: { type: "aws_iam_role", attribute: "arn", value: role.before },
              }),
            },
          ]
        : []),
      ...(precedence
        ? [
            {
              level: "notice" as const,
              cause: causeOf(change, ["precedence"], precedence),
              effect: "Members of several groups may get the role of another one of them.",
              instead:
                "See to it that the group with the lowest number has the role that is meant.",
            },
          ]
        : []),
    ];
  },
};

const pool = "aws_cognito_identity_pool";
const clients = ["aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client"] as const;

/** Roles that come to a pool: both have to be new. */
function newGuests(change: ResourceChange): readonly RuleFinding[] {
  const unlessNewPool = { unlessCreated: namedBy(change, ["identity_pool_id"], pool, "id") };
  const unlessNewRole = (path: AttributePath) => ({
    unlessCreated: namedBy(change, path, "aws_iam_role", "arn"),
  });
  if (isUnknown(change, ["roles"])) {
    const unknown = mappingFinding("block", "`roles` is known only after apply", otherRoles);
    return [
      { ...unknown, ...unlessNewPool, isUsualWhenNew: true },
      { ...unknown, ...unlessNewRole(["roles"]), isUsualWhenNew: true },
    ];
  }
  const path = ["roles", "unauthenticated"];
  const ofSignedIn = ["roles", "authenticated"];
  return [
    ...guests(change).flatMap((finding): readonly RuleFinding[] => [
      { ...finding, ...unlessNewPool },
      { ...finding, ...unlessNewRole(path), isUsualWhenNew: true },
    ]),
    ...(isUnknown(change, ofSignedIn)
      ? [
          {
            ...mappingFinding(
              "block",
              "the role of those who have signed in is known only after apply",
              otherRoles,
            ),
            ...unlessNewRole(ofSignedIn),
            isUsualWhenNew: true as const,
          },
        ]
      : []),
  ];
}

/** A rule by which users name their own role. */
function byWritableClaims(
  { provider, rules: all }: Mapping,
  former?: Mapping,
): readonly RuleFinding[] {
  const known = new Set(former?.rules.map(conditionOf));
  return all.flatMap((rule) => {
    const claim = valueAt(rule, ["claim"]);
    if (typeof claim !== "string" || !isWritableClaim(claim) || known.has(conditionOf(rule)))
      return [];
    return [
      mappingFinding(
        "block",
        `\`role_mapping\` of ${provider ?? "a client"} goes by \`${claim}\`, which users can write themselves`,
        "Users choose their role: whoever sets the attribute gets it.",
      ),
    ];
  });
}

/** Mappings that come to a pool that is there. */
function newMappings(change: ResourceChange): readonly RuleFinding[] {
  const unlessCreated = namedBy(change, ["identity_pool_id"], pool, "id");
  return mappingsOf(change, "after").flatMap((mapping) => [
    {
      ...mappingFinding(
        "block",
        `\`role_mapping\` of ${mapping.provider ?? "a client"} is new`,
        otherRoles,
      ),
      unlessCreated,
      isUsualWhenNew: true as const,
    },
    ...byWritableClaims(mapping),
  ]);
}

/** Guests: a role for people who have not signed in. */
function guests(change: ResourceChange): readonly RuleFinding[] {
  const role = differenceAt(change, ["roles", "unauthenticated"]);
  if (role === undefined || role.after === null) return [];
  // If all roles of an attachment that is there are unknown, the finding about the signed-in says so.
  if (change.before !== null && isUnknown(change, ["roles"])) return [];
  return [
    {
      level: "block",
      cause: causeOf(change, ["roles", "unauthenticated"], role),
      effect: "Anybody on the internet gets AWS credentials with this role, without signing in.",
      instead:
        "Leave guests without a role; if they are meant to have it, allow the change and say why.",
    },
  ];
}

function signedIn(change: ResourceChange): readonly RuleFinding[] {
  const role = differenceAt(change, ["roles", "authenticated"]);
  if (role === undefined) return [];
  return [
    {
      level: "block",
      cause: causeOf(change, ["roles", "authenticated"], role),
      effect:
        role.after === null
          ? "Users who have signed in get no AWS credentials any more, those of groups with a role aside."
          : "Everybody who has signed in gets other rights in AWS than before.",
      instead: "Change the policies of the role they have, where a review shows what is new.",
    },
  ];
}

/** A provider's tokens, and the role that each gets. */
interface Mapping {
  /** `undefined`: a client that is made in the same apply. */
  readonly provider: string | undefined;
  readonly type: Json;
  readonly ambiguous: Json;
  readonly rules: readonly Json[];
  readonly isUnknown: boolean;
  readonly index: number;
}

function mappings(change: ResourceChange): readonly RuleFinding[] {
  if (isUnknown(change, ["role_mapping"])) {
    return [mappingFinding("block", "`role_mapping` is known only after apply", otherRoles)];
  }
  const before = mappingsOf(change, "before");
  const after = mappingsOf(change, "after");
  const isKept = ({ provider }: Mapping) => after.some((other) => other.provider === provider);
  const gone = before
    .filter((mapping) => !isKept(mapping))
    .map(({ provider }) =>
      mappingFinding(
        "block",
        `\`role_mapping\` of ${shown(provider)} is gone`,
        "Its users get the role of everybody who has signed in, whatever their token says.",
      ),
    );
  const kept = after.flatMap((mapping): readonly RuleFinding[] => {
    const of = `\`role_mapping\` of ${mapping.provider ?? "a new client"}`;
    const former = before.find(({ provider }) => provider === mapping.provider);
    const isExisting = mapping.provider !== undefined && former !== undefined;
    const own = isExisting ? {} : { unlessCreated: clientOf(mapping) };
    const level = "block";
    const found = [
      ...(mapping.ambiguous === "AuthenticatedRole" && former?.ambiguous !== "AuthenticatedRole"
        ? [
            mappingFinding(
              level,
              `${of}: \`ambiguous_role_resolution\` is \`AuthenticatedRole\``,
              "Users whose role is not clear get that of everybody who has signed in, in place of none.",
            ),
          ]
        : []),
      ...(former && former.type !== mapping.type
        ? [mappingFinding("block", `${of}: \`type\` changes`, otherRoles)]
        : []),
      ...rules(of, former, mapping, level),
    ];
    return [
      ...found.map((finding) => ({ ...finding, ...own })),
      ...byWritableClaims(mapping, former),
    ];
  });
  return together(change, [...gone, ...kept]);
}

/** Of a client that the same plan makes, nobody has a token yet; of any other, users are there. */
function clientOf({ provider, index }: Mapping): NamedResource {
  return {
    type: clients,
    attribute: "id",
    value: provider,
    by: ["role_mapping", index, "identity_provider"],
  };
}

/** An identity pool has a mapping for each client: what happens to several alike is one finding. */
function together(
  change: ResourceChange,
  findings: readonly RuleFinding[],
): readonly RuleFinding[] {
  const isSecret = (["before", "after"] as const).some((side) =>
    isSensitive(change, ["role_mapping"], side),
  );
  const alike = new Map<string, RuleFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.level, finding.effect, finding.unlessCreated?.value]);
    alike.set(key, [...(alike.get(key) ?? []), finding]);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || (group.length === 1 && !isSecret)) return group;
    const details = isSecret ? hiddenDetails : detailLines(group.map(({ cause }) => cause));
    return [{ ...first, cause: "`role_mapping` changes", details }];
  });
}

const otherRoles = "Users may get other roles than before, and with them other rights in AWS.";

function rules(
  of: string,
  former: Mapping | undefined,
  mapping: Mapping,
  level: RuleFinding["level"],
): readonly RuleFinding[] {
  if (mapping.isUnknown) {
    return [mappingFinding(level, `${of}: its rules are known only after apply`, otherRoles)];
  }
  const known = new Map((former?.rules ?? []).map((rule) => [conditionOf(rule), roleOf(rule)]));
  const changed = mapping.rules.filter((rule) => {
    const role = known.get(conditionOf(rule));
    return role !== undefined && role !== roleOf(rule);
  });
  const added = mapping.rules.filter((rule) => !known.has(conditionOf(rule)));
  const isRearranged =
    changed.length + added.length === 0 && !isDeepStrictEqual(mapping.rules, former?.rules ?? []);
  return [
    ...(isRearranged
      ? [mappingFinding(level, `${of}: rules are gone, or in another order`, otherRoles)]
      : []),
    ...changed.map((rule) =>
      mappingFinding(level, `${of}: ${conditionOf(rule)} gets ${roleOf(rule)}`, otherRoles),
    ),
    ...added.map((rule) =>
      mappingFinding(level, `${of}: ${conditionOf(rule)} gets ${roleOf(rule)}`, otherRoles),
    ),
  ];
}

function mappingFinding(level: RuleFinding["level"], cause: string, effect: string): RuleFinding {
  return {
    level,
    cause,
    effect,
    instead:
      "Keep `Deny` for what is not clear, and roles that a token names; if this is meant, allow the change and say why.",
  };
}

function mappingsOf(change: ResourceChange, side: "before" | "after"): readonly Mapping[] {
  const list = valueAt(change[side] ?? undefined, ["role_mapping"]);
  if (!isList(list)) return [];
  return list.map((item, index): Mapping => {
    const marks = marksAt(marksAt(change.afterUnknown, "role_mapping"), index);
    const provider = valueAt(item, ["identity_provider"]);
    const found = valueAt(item, ["mapping_rule"]);
    return {
      provider: typeof provider === "string" ? provider : undefined,
      type: valueAt(item, ["type"]) ?? null,
      ambiguous: valueAt(item, ["ambiguous_role_resolution"]) ?? null,
      rules: isList(found) ? found : [],
      isUnknown: side === "after" && hasMark(marksAt(marks, "mapping_rule")),
      index,
    };
  });
}

function conditionOf(rule: Json): string {
  return ["claim", "match_type", "value"].map((key) => shown(valueAt(rule, [key]))).join(" ");
}

function roleOf(rule: Json): string {
  return shown(valueAt(rule, ["role_arn"]));
}

function shown(value: Json | undefined): string {
  if (value === undefined) return "a value that is known only after apply";
  if (value === null) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}

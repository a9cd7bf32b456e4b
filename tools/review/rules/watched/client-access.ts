import type { Json, ResourceChange } from "../../model";
import { differenceAt, isList, isUnknown, stringsOf, valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import {
  added,
  causeOf,
  ofAttributes,
  removed,
  wasAndMayNotBe,
  type AttributeWatch,
} from "../watch";

const clients = ["aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client"] as const;
const server = "aws_cognito_resource_server";

const shutOut = {
  level: "block",
  effect: "Apps that sign users in that way fail, until they are released without it.",
  instead: "Release the apps without it first, then take it off in a second change.",
} as const;

const watches = clients.flatMap((type): readonly AttributeWatch[] => [
  {
    type,
    path: ["supported_identity_providers"],
    when: (before, after) => removed(before, after).length > 0,
    ...shutOut,
  },
  { type, path: ["allowed_oauth_flows_user_pool_client"], when: wasAndMayNotBe(true), ...shutOut },
  {
    type,
    path: ["allowed_oauth_scopes"],
    when: (before, after) => removed(before, after).length > 0,
    ...shutOut,
  },
  {
    type,
    path: ["allowed_oauth_flows"],
    when: (before, after) => removed(before, after).length > 0,
    ...shutOut,
  },
  {
    type,
    path: ["explicit_auth_flows"],
    // To take a flow off that sends passwords is to make it safer.
    when: (before, after) => removed(before, after).some((flow) => !/PASSWORD|NO_SRP/.test(flow)),
    ...shutOut,
  },
  {
    type,
    path: ["supported_identity_providers"],
    when: (before, after) => after === undefined || added(before, after).length > 0,
    level: "notice",
    effect: "Users can sign in through one more provider.",
    instead: "Make sure who can sign in there.",
  },
  {
    type,
    path: ["allowed_oauth_scopes"],
    when: (before, after) => after === undefined || added(before, after).length > 0,
    level: "notice",
    effect: "Tokens of the client let apps do more.",
    instead: "Give a client only the scopes that its app asks for.",
  },
  {
    type,
    path: ["read_attributes"],
    when: (before, after) => removed(before, after).length > 0,
    level: "notice",
    effect: "The app does not see these attributes any more.",
    instead: "Release the app without them first.",
  },
]);

const scopesGone: AttributeWatch = {
  type: server,
  path: ["scope"],
  when: (before, after) => {
    const names = (list: Json | undefined) =>
      (isList(list) ? list : []).map((scope) => valueAt(scope, ["scope_name"]));
    return after !== undefined && names(before).some((name) => !names(after).includes(name));
  },
  level: "block",
  effect: "Clients cannot ask for the scope any more, and tokens are refused for the lack of it.",
  instead: "Take the scope from every client first, then from the resource server.",
};

/** Flows by which tokens get where they should not. */
function flows(change: ResourceChange): readonly RuleFinding[] {
  const path = ["allowed_oauth_flows"];
  if (change.after === null) return [];
  const before = valueAt(change.before ?? undefined, path) ?? null;
  const more = added(before, valueAt(change.after, path));
  const hasSecret = valueAt(change.after, ["generate_secret"]) === true;
  const outcome = {
    level: "block" as const,
    instead: "Use the `code` grant with PKCE; for machines, a client of their own with a secret.",
    ...(change.before === null && {
      unlessCreated: namedBy(change, ["user_pool_id"], "aws_cognito_user_pool", "id"),
    }),
  };
  return [
    ...(more.includes("implicit")
      ? [
          {
            ...outcome,
            cause: "`allowed_oauth_flows` gains `implicit`",
            effect: "Tokens stand in addresses, from where histories, logs and pages read them.",
          },
        ]
      : []),
    ...(more.includes("client_credentials") && !hasSecret
      ? [
          {
            ...outcome,
            cause: "`allowed_oauth_flows` gains `client_credentials`, without a secret",
            effect: "Whoever knows the client's id gets tokens of a machine.",
          },
        ]
      : []),
    ...(change.actions.join() === "update" && isUnknown(change, path)
      ? [
          {
            ...outcome,
            cause: "`allowed_oauth_flows` is known only after apply",
            effect: "Nobody can say how tokens can be had.",
          },
        ]
      : []),
  ];
}

const usual: Readonly<Record<string, string>> = {
  access_token_validity: "hours",
  id_token_validity: "hours",
  refresh_token_validity: "days",
};
const inSeconds: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

/** Ten times as long, or as short: that is a slip of the unit more often than a decision. */
function validities(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null || change.after === null) return [];
  return Object.entries(usual).flatMap(([name, unit]): readonly RuleFinding[] => {
    const length = (side: "before" | "after") => {
      const value = valueAt(change[side] ?? undefined, [name]);
      const of = valueAt(change[side] ?? undefined, [
        "token_validity_units",
        0,
        name.replace(/_validity$/, ""),
      ]);
      const each = inSeconds[typeof of === "string" ? of : unit] ?? 0;
      return typeof value === "number" ? value * each : 0;
    };
    const [before, after] = [length("before"), length("after")];
    if (before === 0 || after === 0) return [];
    if (after < before * 10 && before < after * 10) return [];
    return [
      {
        level: "block",
        cause: `\`${name}\` goes from ${before} to ${after} seconds`,
        effect:
          after > before
            ? "A token that is stolen can be used for at least ten times as long."
            : "Users are signed out at least ten times as often.",
        instead: "Look at `token_validity_units`: the number may be meant in another unit.",
      },
    ];
  });
}

/** What a client may do, taken off or made dangerous. */
export const clientAccess: Rule = {
  id: "client-access-changed",
  title: "An app can no longer sign users in, or tokens get where they should not.",
  why: "Apps are released with the flows and scopes of their client, and cannot follow a change in a moment.",
  fix: "Release the apps first.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
  types: [...clients, server],
  check: (change) =>
    change.type === server
      ? ofAttributes(change, [scopesGone])
      : [
          ...ofAttributes(change, watches),
          ...flows(change),
          ...validities(change),
          ...userWritable(change),
        ],
};

/** Attributes of the team's that users of a new client may set. */
function userWritable(change: ResourceChange): readonly RuleFinding[] {
  if (change.before !== null || change.after === null) return [];
  const own = stringsOf(change.after["write_attributes"]).filter((name) =>
    name.startsWith("custom:"),
  );
  if (own.length === 0) return [];
  const difference = differenceAt(change, ["write_attributes"]);
  return [
    {
      level: "notice",
      cause: difference ? causeOf(change, ["write_attributes"], difference) : "`write_attributes`",
      effect: "Users of the new client can set these attributes of theirs, to anything.",
      instead: "Let no user write an attribute that anything trusts: a role, a tenant, a group.",
      unlessCreated: namedBy(change, ["user_pool_id"], "aws_cognito_user_pool", "id"),
      isUsualWhenNew: true,
    },
  ];
}

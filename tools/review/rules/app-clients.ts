import type { Json, ResourceChange } from "../model";
import { hasMark, isUnknown, marksAt, valueAt } from "../plan-json/values";
import { type NamedResource, namedBy, type Rule, type RuleFinding, type RuleOptions } from "./rule";
import type { AttributeWatch } from "./watch";
import { added, becomes, removed, told, watchRule, wasAndMayNotBe } from "./watch";

const clients = ["aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client"] as const;

const addsSome: AttributeWatch["when"] = (before, after) => added(before, after).length > 0;
const removesSome: AttributeWatch["when"] = (before, after) => removed(before, after).length > 0;

const effect =
  "After signing in, users and their codes are sent to it: whoever owns that address can sign in as them.";
const instead =
  "Make sure that the address is yours and stays so; try it with a client of another environment.";

/** Addresses that a client that is there may send users to, or that a new one brings to a pool in use. */
function callbackAdded(
  change: ResourceChange,
  { production }: RuleOptions,
): readonly RuleFinding[] {
  if (!production || change.after === null) return [];
  const isNew = change.before === null;
  const path = ["callback_urls"];
  const before = valueAt(change.before ?? undefined, path) ?? null;
  const urls = added(before, valueAt(change.after, path));
  const outcome = {
    level: "block",
    effect,
    instead,
    ...(isNew && { unlessCreated: ofPool(change), isUsualWhenNew: true as const }),
  } as const;
  const findings = urls.map((url): RuleFinding => {
    const who = isNew ? "a new client of a pool in use has" : "`callback_urls` gains";
    return { ...outcome, cause: `${who} ${told(change, path, url)}` };
  });
  // A client that is written without addresses gets to know them from AWS; without OAuth, none is used.
  const usesOauth = ["allowed_oauth_flows_user_pool_client"];
  const flag = isUnknown(change, usesOauth) ? undefined : valueAt(change.after, usesOauth);
  const isUnused = flag === false || (isNew && flag === null);
  if (isUnused || !hasMark(marksAt(change.afterUnknown, "callback_urls"))) return findings;
  const cause = "`callback_urls` gains an address that is known only after apply";
  return [...findings, { ...outcome, cause, onlyIfWritten: path }];
}

/** The pool of a client. Who signs in through a new client of a new pool has no account yet. */
function ofPool(change: ResourceChange): NamedResource {
  return namedBy(change, ["user_pool_id"], "aws_cognito_user_pool", "id");
}

/** Of each kind of token: its attribute, its unit's, and the unit if none is set. */
const validities = [
  ["access_token_validity", "access_token", "hours"],
  ["id_token_validity", "id_token", "hours"],
  ["refresh_token_validity", "refresh_token", "days"],
] as const;

const seconds: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

function longerTokens(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null || change.after === null) return [];
  return validities.flatMap(([attribute, unit, usual]) => {
    const unitPath = ["token_validity_units", 0, unit];
    if (isUnknown(change, [attribute]) || isUnknown(change, unitPath)) return [];
    const length = (client: Json | null) => {
      const value = valueAt(client ?? undefined, [attribute]);
      const of = valueAt(client ?? undefined, unitPath);
      const each = seconds[typeof of === "string" ? of : usual];
      return typeof value === "number" && each !== undefined && value > 0
        ? value * each
        : undefined;
    };
    const [before, after] = [length(change.before), length(change.after)];
    if (before === undefined || after === undefined || after <= before) return [];
    return [
      {
        level: "notice" as const,
        cause: `\`${attribute}\` goes from ${before} to ${after} seconds`,
        effect: "A token that is stolen can be used for longer.",
        instead: "Keep access and ID tokens short, and let apps refresh them.",
      },
    ];
  });
}

const watches = clients.flatMap((type): readonly AttributeWatch[] => [
  {
    type,
    path: ["callback_urls"],
    when: removesSome,
    level: "notice",
    effect: "Sign-in from an app that still uses the address fails.",
    instead: "Release the apps without it first.",
  },
  {
    type,
    path: ["logout_urls"],
    when: (before, after) => addsSome(before, after) || removesSome(before, after),
    level: "notice",
    effect: "After signing out users can be sent elsewhere than before.",
    instead: "Make sure that each address is yours, and that no app still uses one that goes.",
  },
  {
    type,
    path: ["explicit_auth_flows"],
    when: addsSome,
    level: "notice",
    effect:
      "Users can sign in in one more way; with a PASSWORD flow apps send passwords themselves.",
    instead: "Use ALLOW_USER_SRP_AUTH, or the code grant, where an app allows it.",
  },
  {
    type,
    path: ["explicit_auth_flows"],
    when: removesSome,
    level: "notice",
    effect: "Apps that sign in that way fail.",
    instead: "Release the apps without it first.",
  },
  {
    type,
    path: ["allowed_oauth_flows"],
    when: addsSome,
    level: "notice",
    effect: "Tokens can be had in one more way; `implicit` puts them into addresses and histories.",
    instead: "Use the `code` grant with PKCE.",
  },
  {
    type,
    path: ["write_attributes"],
    when: addsSome,
    level: "notice",
    effect: "Users can set more attributes of theirs, to anything.",
    instead: "Let no user write an attribute that anything trusts: a role, a tenant, a group.",
  },
  {
    type,
    path: ["prevent_user_existence_errors"],
    when: wasAndMayNotBe("ENABLED"),
    level: "notice",
    effect: "Strangers can find out who has an account.",
    instead: "Keep it ENABLED.",
  },
  {
    type,
    path: ["enable_token_revocation"],
    when: wasAndMayNotBe(true),
    level: "notice",
    effect: "A refresh token that is stolen cannot be revoked.",
    instead: "Leave it on.",
  },
  {
    type,
    path: ["allowed_oauth_flows_user_pool_client"],
    when: becomes(true),
    level: "notice",
    effect: "The client can be used with managed login.",
    instead: "Leave it off for an app that signs in through the API.",
  },
]);

const changed = watchRule(
  {
    id: "client-changed",
    title: "An app client lets users sign in differently, or its tokens last longer.",
    why: "What a client may do decides how users of its app sign in and how long their tokens last.",
    fix: "Release the apps that need the old setting first, or keep it.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
  },
  watches,
);

/** How apps sign users in. */
export const appClientRules: readonly Rule[] = [
  {
    id: "callback-url-added",
    title: "A client in production may send users, with their codes, to a new address.",
    why: "After a sign-in Cognito sends the browser, with a code for tokens, to a callback URL.",
    fix: "Check that the address is yours and will stay yours.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    types: clients,
    check: callbackAdded,
  },
  {
    ...changed,
    check: (change, options) => [...changed.check(change, options), ...longerTokens(change)],
  },
];

import type { Json, ResourceChange } from "../model";
import {
  differenceAt,
  differingKeys,
  hasMark,
  isList,
  marksAt,
  stringsOf,
  valueAt,
} from "../plan-json/values";
import type { Rule, RuleFinding } from "./rule";
import { added, told } from "./watch";

const listed = ["saml_provider_arns", "openid_connect_provider_arns"] as const;

const more = {
  level: "block",
  effect: "Other people than before get AWS credentials with the role of those who have signed in.",
  instead: "Make an identity pool of their own for them, with a role of its own.",
} as const;

/** Whose tokens an identity pool takes. */
export const identitySourceRules: readonly Rule[] = [
  {
    id: "identity-source-changed",
    title: "An identity pool takes the tokens of other clients, pools or providers.",
    why: "An identity pool gives credentials to whoever holds a token of a source that it lists.",
    fix: "Make an identity pool of their own for other users.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
    types: ["aws_cognito_identity_pool"],
    check: (change) =>
      // A pool that is made anew is a finding of its own.
      change.actions.join() === "update"
        ? [
            ...clients(change),
            ...otherPools(change),
            ...otherProviders(change),
            ...unchecked(change),
          ]
        : [],
  },
];

const path = ["cognito_identity_providers"] as const;

function clients(change: ResourceChange): readonly RuleFinding[] {
  const idsOf = (values: ResourceChange["after"]) =>
    stringsOf(sources(values).map((source) => valueAt(source, ["client_id"]) ?? null));
  const still = new Set(idsOf(change.after));
  return idsOf(change.before)
    .filter((id) => !still.has(id))
    .map((id) => {
      const client = { type: "aws_cognito_user_pool_client", attribute: "id", value: id };
      return {
        level: "block",
        cause: `\`${path[0]}\` does not list the client ${told(change, path, id)} any more`,
        effect: "Users who sign in through it get no AWS credentials: uploads and API calls fail.",
        instead: "Keep the client in the list as long as an app uses it.",
        unlessDeleted: client,
        unlessReplaced: client,
      };
    });
}

/** Without the check a token is good until it runs out, though its user was signed out or disabled. */
function unchecked(change: ResourceChange): readonly RuleFinding[] {
  const checks = (values: ResourceChange["after"]) =>
    new Map(
      sources(values).map((source) => [
        JSON.stringify([valueAt(source, ["provider_name"]), valueAt(source, ["client_id"])]),
        valueAt(source, ["server_side_token_check"]),
      ]),
    );
  const now = checks(change.after);
  return [...checks(change.before)].flatMap(([source, check]): readonly RuleFinding[] =>
    check === true && now.has(source) && now.get(source) !== true
      ? [
          {
            level: "block",
            cause: "`server_side_token_check` is taken off",
            effect:
              "Users who were disabled or signed out keep their AWS credentials until the token runs out.",
            instead: "Leave the check on.",
          },
        ]
      : [],
  );
}

/** A client that is made in this plan has a pool that is known, unless that is new as well. */
function otherPools(change: ResourceChange): readonly RuleFinding[] {
  const poolsOf = (values: ResourceChange["after"]) =>
    sources(values).map((source) => valueAt(source, ["provider_name"]));
  const known = new Set(poolsOf(change.before));
  const others = poolsOf(change.after).filter((name) => !known.has(name));
  return [...new Set(others)].map((name) => ({
    ...more,
    cause: `\`${path[0]}\` gains the user pool ${told(change, path, name)}`,
  }));
}

function otherProviders(change: ResourceChange): readonly RuleFinding[] {
  const found = listed.flatMap((attribute) => {
    const { before, after } = differenceAt(change, [attribute]) ?? { before: null, after: null };
    const isUnknown = hasMark(marksAt(change.afterUnknown, attribute));
    return [...added(before, after), ...(isUnknown ? [undefined] : [])].map((name) => ({
      ...more,
      cause: `\`${attribute}\` gains ${told(change, [attribute], name)}`,
    }));
  });
  const login = "supported_login_providers";
  // Another app of a provider has other users, too.
  const logins = differingKeys(change, [login]);
  return [
    ...found,
    ...logins
      .filter((name) => isStillThere(change, login, name))
      .map((name) => ({ ...more, cause: `\`${login}\` gains or changes \`${name}\`` })),
  ];
}

function isStillThere(change: ResourceChange, map: string, name: string): boolean {
  const value = valueAt(change.after ?? undefined, [map, name]);
  return typeof value === "string" || hasMark(marksAt(marksAt(change.afterUnknown, map), name));
}

function sources(values: ResourceChange["after"]): readonly Json[] {
  const list = valueAt(values ?? undefined, path);
  return isList(list) ? list : [];
}

import type { Json, ResourceChange } from "../../model";
import { pathText } from "../../plan-json/attribute-path";
import { isList, stringsOf, valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import {
  changes,
  differs,
  gains,
  grows,
  loses,
  removed,
  wasAndMayNotBe,
  watchRule,
} from "../watch";

const pool = "aws_cognito_user_pool";
const risk = "aws_cognito_risk_configuration";
const provider = "aws_cognito_identity_provider";
const clients = ["aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client"];

const letsThrough = {
  level: "block",
  effect: "Sign-ins that look like an attack are let through, with stolen passwords too.",
  instead: "Keep what threat protection does; look at its log before you weaken it.",
} as const;

/** What threat protection does, from nothing to keeping somebody out. */
const actions: readonly Json[] = [null, "NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "BLOCK"];

/** Whether an action is weaker than before, or may be. */
function isWeaker(before: Json, after: Json | undefined): boolean {
  return actions.indexOf(before) > actions.indexOf(after ?? null);
}

/** Whether a list of networks has lost one: those in it were kept out. */
const letsNetworksIn = (before: Json, after: Json | undefined) =>
  after === undefined || removed(before, after).length > 0;

/** Whether a choice of first factors is another one. */
function factorsChange(before: Json, after: Json | undefined): boolean {
  const factors = (value: Json | undefined) => {
    const all = stringsOf(isList(value) ? value : null);
    // It is what AWS takes when nothing is said.
    return JSON.stringify(all.length === 0 ? ["PASSWORD"] : [...all].sort());
  };
  return after === undefined || factors(before) !== factors(after);
}

const watched = watchRule(
  {
    id: "sign-in-settings-changed",
    title: "Users sign in by other settings: factors, devices, sessions or threat protection.",
    why: "Each of these settings is one that an attacker would like to have otherwise.",
    fix: "See that the change is meant, in another environment first.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html",
  },
  [
    ...["low_action", "medium_action", "high_action"].map((name) => ({
      type: risk,
      path: ["account_takeover_risk_configuration", 0, "actions", 0, name, 0, "event_action"],
      when: isWeaker,
      ...letsThrough,
    })),
    {
      type: risk,
      path: ["compromised_credentials_risk_configuration", 0, "actions", 0, "event_action"],
      when: isWeaker,
      ...letsThrough,
    },
    {
      type: risk,
      path: ["compromised_credentials_risk_configuration", 0, "event_filter"],
      when: loses,
      ...letsThrough,
    },
    {
      type: risk,
      path: ["risk_exception_configuration", 0, "skipped_ip_range_list"],
      when: gains,
      ...letsThrough,
    },
    {
      type: risk,
      path: ["risk_exception_configuration", 0, "blocked_ip_range_list"],
      when: letsNetworksIn,
      ...letsThrough,
    },
    {
      type: risk,
      path: ["account_takeover_risk_configuration", 0, "notify_configuration"],
      when: changes,
      level: "notice",
      effect:
        "Users are told otherwise, or not at all, when somebody else seems to sign in as them.",
      instead: "See that the sender is yours and that users are still told.",
    },
    {
      type: pool,
      path: ["mfa_configuration"],
      when: (before: Json, after: Json | undefined) => before !== "ON" && after === "ON",
      level: "notice",
      effect:
        "Users without a second factor have to set one up at their next sign-in: an app that cannot ask for it lets nobody in.",
      instead: "Release apps that can first.",
    },
    {
      type: pool,
      path: ["admin_create_user_config", 0, "allow_admin_create_user_only"],
      when: (before: Json, after: Json | undefined) => before !== true && after === true,
      level: "notice",
      effect: "Nobody can sign up any more.",
      instead: "Make sure that apps do not offer it.",
    },
    {
      type: pool,
      path: ["password_policy", 0, "temporary_password_validity_days"],
      when: grows,
      level: "notice",
      effect: "An invitation that somebody else finds works for longer.",
      instead: "Keep it short.",
    },
    {
      type: pool,
      path: ["device_configuration"],
      when: changes,
      level: "notice",
      effect:
        "Devices are remembered otherwise: a new one may be asked for less, a known one for more.",
      instead: "Try it in another environment first.",
    },
    {
      type: pool,
      path: ["sign_in_policy", 0, "allowed_first_auth_factors"],
      when: factorsChange,
      level: "notice",
      effect:
        "Users can sign in by other first factors: a code alone, or not by the password that they know.",
      instead:
        "Try it in another environment first; passkeys and codes take the place of the password.",
    },
    {
      type: pool,
      path: ["web_authn_configuration"],
      when: changes,
      level: "notice",
      effect: "Passkeys that users have set up may not be taken any more, or with less proof.",
      instead: "Keep the relying party's id: a passkey is bound to it.",
    },
    {
      type: pool,
      path: ["user_pool_add_ons", 0, "advanced_security_additional_flows"],
      when: changes,
      level: "notice",
      effect: "Threat protection does other things in custom authentication.",
      instead: "Keep it as strict as it is.",
    },
    {
      type: provider,
      path: ["idp_identifiers"],
      when: gains,
      level: "notice",
      effect: "Users whose addresses end like that are sent to this provider to sign in.",
      instead: "See that the provider may speak for all of these users.",
    },
    {
      type: provider,
      path: ["idp_identifiers"],
      when: loses,
      level: "notice",
      effect: "Users whose addresses end like that do not find the provider any more.",
      instead: "See that they have another way in.",
    },
    {
      type: "aws_cognito_user_pool_domain",
      path: ["certificate_arn"],
      when: (before: Json, after: Json | undefined) => before !== null && after !== null,
      level: "notice",
      effect: "The sign-in pages show another certificate.",
      instead: "See that it is valid for the domain.",
    },
    ...clients.flatMap((type) => [
      {
        type,
        path: ["read_attributes"],
        when: gains,
        level: "notice" as const,
        effect: "The app's tokens and calls say more of its users.",
        instead: "Let an app read what it needs.",
      },
      {
        type,
        path: ["auth_session_validity"],
        when: grows,
        level: "notice" as const,
        effect: "A sign-in that has begun can be gone on with for longer.",
        instead: "Keep it short.",
      },
      {
        type,
        path: ["default_redirect_uri"],
        when: (before: Json, after: Json | undefined) =>
          after !== undefined && differs(before, after),
        level: "notice" as const,
        effect: "Codes and tokens go to another address when an app names none.",
        instead: "See that the address is yours.",
      },
      {
        type,
        path: ["enable_propagate_additional_user_context_data"],
        when: (before: Json, after: Json | undefined) => before !== true && after === true,
        level: "notice" as const,
        effect: "Threat protection believes the app when it says whose device and address it is.",
        instead: "Turn it on for a server that tells the truth, with a secret.",
      },
      {
        type,
        path: ["analytics_configuration"],
        when: (before: Json, after: Json | undefined) =>
          after === undefined || JSON.stringify(before) !== JSON.stringify(after),
        level: "notice" as const,
        effect: "What users do is told to another Pinpoint project, or to none.",
        instead: "See whose project it is.",
      },
      {
        type,
        path: ["refresh_token_rotation", 0, "feature"],
        when: wasAndMayNotBe("ENABLED"),
        level: "notice" as const,
        effect: "A refresh token that is stolen can be used until it ends.",
        instead: "Keep the rotation.",
      },
    ]),
    {
      type: "aws_lambda_code_signing_config",
      path: ["policies", 0, "untrusted_artifact_on_deployment"],
      when: wasAndMayNotBe("Enforce"),
      level: "block",
      effect: "Code that nobody has signed can be put into the functions.",
      instead: "Keep `Enforce`.",
    },
    {
      type: "aws_lambda_code_signing_config",
      path: ["allowed_publishers"],
      when: changes,
      level: "block",
      effect: "Whoever holds the other signing profile can put code into the functions.",
      instead: "Keep the profiles; add one of your own account beside them.",
    },
  ],
  [
    {
      type: risk,
      ...letsThrough,
      when: (before) => isList(valueAt(before, ["account_takeover_risk_configuration"])),
      partOf: { type: pool, attribute: "id", from: "user_pool_id" },
    },
  ],
  [
    {
      type: risk,
      cause: "threat protection does not look at some networks",
      when: (after) => {
        const path = ["risk_exception_configuration", 0, "skipped_ip_range_list"];
        return stringsOf(valueAt(after, path)).length > 0;
      },
      ...letsThrough,
      of: { type: pool, attribute: "id", by: "user_pool_id" },
    },
    {
      type: "aws_cognito_user_pool_domain",
      cause: "the pool gets a domain",
      level: "notice",
      effect: "Anybody can see its sign-in pages, and sign up there where the pool allows that.",
      instead: "See that every client allows what it needs, and nothing else.",
      of: { type: pool, attribute: "id", by: "user_pool_id" },
    },
  ],
);

/** How users sign in, where no other rule says more. */
export const signInSettings: Rule = {
  ...watched,
  check: (change, options) => [...watched.check(change, options), ...comes(change)],
};

/** Threat protection that comes to a pool in use, and does less than it would by itself. */
function comes(change: ResourceChange): readonly RuleFinding[] {
  if (change.type !== risk || change.before !== null || change.after === null) return [];
  const { after } = change;
  const places = [
    ["compromised_credentials_risk_configuration", 0, "actions", 0, "event_action"],
    ...["low_action", "medium_action", "high_action"].map((name) => [
      "account_takeover_risk_configuration",
      0,
      "actions",
      0,
      name,
      0,
      "event_action",
    ]),
  ];
  return places
    .filter((path) => valueAt(after, path) === "NO_ACTION")
    .map((path) => ({
      ...letsThrough,
      level: "notice",
      cause: `\`${pathText(path)}\` is \`NO_ACTION\``,
      unlessCreated: namedBy(change, ["user_pool_id"], pool, "id"),
      isUsualWhenNew: true,
    }));
}

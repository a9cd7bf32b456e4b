import type { AttributeWatch, DeletionWatch } from "../watch";
import { removed, shrinks, wasAndMayNotBe } from "../watch";

const type = "aws_cognito_user_pool";
const passwordPolicy = (attribute: string) => ["password_policy", 0, attribute];

const weakerPasswords = {
  level: "notice",
  effect: "New passwords may be easier to guess; those there are stay as they are.",
  instead: "Keep the policy, or say in the review why it may be weaker.",
} as const;

const threatProtectionMode = ["user_pool_add_ons", 0, "advanced_security_mode"];

/** What protects a pool and its users. */
export const poolProtection: readonly AttributeWatch[] = [
  {
    type,
    path: ["deletion_protection"],
    when: wasAndMayNotBe("ACTIVE"),
    level: "block",
    effect:
      "Nothing holds a later change, or a hand in the console, back from deleting every user.",
    instead: "Leave deletion protection on; take it off only in the change that retires the pool.",
  },
  {
    type,
    path: ["mfa_configuration"],
    // Turned off it is taken from users who have set it up; made optional it stays with them.
    when: (before, after) =>
      before === "ON" || before === "OPTIONAL" ? after !== "ON" && after !== "OPTIONAL" : false,
    level: "block",
    effect:
      "Users who have set up a second factor are no longer asked for it: a password is enough.",
    instead: "Make it OPTIONAL: then whoever has set it up keeps it.",
  },
  {
    type,
    path: ["software_token_mfa_configuration", 0, "enabled"],
    when: wasAndMayNotBe(true),
    level: "block",
    effect:
      "Users whose second factor is an authenticator app are no longer asked for it, or cannot sign in.",
    instead: "Leave authenticator apps on beside whatever is added.",
  },
  {
    type,
    path: threatProtectionMode,
    when: wasAndMayNotBe("ENFORCED"),
    level: "block",
    effect:
      "Sign-ins with stolen passwords, or from places that are unlike the user, are let through.",
    instead: "Keep it ENFORCED; look at its log before you weaken it.",
  },
  {
    type,
    path: ["user_attribute_update_settings", 0, "attributes_require_verification_before_update"],
    when: (before, after) => after === undefined || removed(before, after).length > 0,
    level: "block",
    effect:
      "A user can take an address that is somebody else's, and is shown as having it at once: recovery and links by address go to the wrong person.",
    instead: "Have a new address verified before it takes the place of the old one.",
  },
];

/** What makes a pool weaker, and loses nobody. */
export const weakerPools: readonly AttributeWatch[] = [
  {
    type,
    path: ["mfa_configuration"],
    when: (before, after) => before === "ON" && after === "OPTIONAL",
    level: "notice",
    effect: "New users need no second factor any more; those who have one keep it.",
    instead: "Leave it ON if every user is meant to have one.",
  },
  {
    type,
    path: threatProtectionMode,
    when: (before, after) => before === "AUDIT" && after !== "AUDIT" && after !== "ENFORCED",
    level: "notice",
    effect: "Nobody sees any more which sign-ins look like an attack.",
    instead: "Keep AUDIT: it blocks nobody.",
  },
  { type, path: passwordPolicy("minimum_length"), when: shrinks, ...weakerPasswords },
  { type, path: passwordPolicy("password_history_size"), when: shrinks, ...weakerPasswords },
  ...["lowercase", "uppercase", "numbers", "symbols"].map((kind): AttributeWatch => ({
    type,
    path: passwordPolicy(`require_${kind}`),
    when: (before, after) => before === true && after !== true && after !== undefined,
    ...weakerPasswords,
  })),
];

/** What a pool loses with a resource beside it. */
export const poolDeletions: readonly DeletionWatch[] = [
  {
    type: "aws_cognito_risk_configuration",
    level: "notice",
    effect: "What threat protection does about a risk falls back to Cognito's defaults.",
    instead: "Keep the configuration.",
    partOf: { type, attribute: "id", from: "user_pool_id" },
  },
];

import type { Json } from "../../model";
import { isList, valueAt } from "../../plan-json/values";
import {
  changes,
  comes,
  differs,
  goes,
  leavesAccount,
  loses,
  wasAndMayNotBe,
  watchRule,
} from "../watch";

const type = "aws_cognito_user_pool";
const email = (name: string) => ["email_configuration", 0, name];

/** The ways by which somebody who has forgotten a password gets back in. */
function waysOf(mechanisms: Json | undefined): readonly (Json | undefined)[] {
  return (isList(mechanisms) ? mechanisms : [])
    .map((one) => valueAt(one, ["name"]))
    .filter((name) => name !== "admin_only");
}

/** The domain of an address or of an identity's ARN. */
function domainOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value.split(/[@/]/).at(-1)?.replace(/[>"]/g, "") : undefined;
}

const unreached = {
  level: "block",
  effect:
    "Users get no codes any more, or not from whom they expect them: sign-up and recovery stop.",
  instead: "Try the other sender in another environment first, with messages to real mailboxes.",
} as const;

/** How users get codes, and back in. */
export const codesChanged = watchRule(
  {
    id: "codes-changed",
    title: "Users get their codes in another way, or none, or cannot get back in.",
    why: "Without a code nobody confirms an account or gets back into one, and a code that goes elsewhere lets somebody else in.",
    fix: "Try it in another environment with real mailboxes first.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html",
  },
  [
    {
      type,
      path: ["auto_verified_attributes"],
      when: loses,
      level: "block",
      effect:
        "Cognito sends no code to verify that address: new users cannot confirm, or recover an account.",
      instead: "Keep it verified by Cognito.",
    },
    {
      type,
      path: ["account_recovery_setting", 0, "recovery_mechanism"],
      when: (before, after) =>
        after !== undefined && waysOf(before).some((way) => !waysOf(after).includes(way)),
      level: "block",
      effect:
        "Users who forget their password cannot get back in that way, or not without an administrator.",
      instead: "Keep the way, and add another one beside it.",
    },
    {
      type,
      path: email("email_sending_account"),
      when: wasAndMayNotBe("DEVELOPER"),
      level: "block",
      effect:
        "E-mail goes out by Cognito's own sender: 50 a day, from an address that users do not know.",
      instead: "Keep `DEVELOPER`, with an SES identity of yours.",
    },
    { type, path: email("source_arn"), when: goes, ...unreached },
    { type, path: email("source_arn"), when: leavesAccount, ...unreached },
    {
      type,
      path: email("source_arn"),
      when: (before, after) => before !== null && domainOf(before) !== domainOf(after),
      ...unreached,
    },
    {
      type,
      path: email("from_email_address"),
      when: (before, after) => before !== null && domainOf(before) !== domainOf(after),
      ...unreached,
    },
    { type, path: ["sms_configuration"], when: goes, ...unreached },
    {
      type,
      path: ["sms_configuration", 0, "sns_caller_arn"],
      when: (before, after) => before !== null && after !== null,
      level: "notice",
      effect: "Text messages go out with another role; if it may not, users get no codes.",
      instead: "Try it with a message to a real telephone first.",
    },
    {
      type,
      path: ["email_mfa_configuration"],
      when: goes,
      level: "block",
      effect: "Users whose second factor is e-mail are no longer asked for it, or cannot sign in.",
      instead: "Keep the factor beside whatever is added.",
    },
    {
      type,
      path: ["web_authn_configuration", 0, "relying_party_id"],
      when: changes,
      level: "block",
      effect: "No passkey that users have registered works any more.",
      instead: "Keep the relying party.",
    },
    {
      type,
      path: ["sign_in_policy", 0, "allowed_first_auth_factors"],
      when: (before, after) => loses(before, after),
      level: "block",
      effect: "Users who sign in with that factor cannot any more.",
      instead: "Keep the factor until nobody uses it.",
    },
    {
      type,
      path: ["account_recovery_setting", 0, "recovery_mechanism"],
      when: (before, after) =>
        after === undefined || waysOf(after).some((way) => !waysOf(before).includes(way)),
      level: "notice",
      effect:
        "Users who forget their password can get back in one more way; who has the telephone or the mailbox can, too.",
      instead: "See that the address is verified, and is the user's alone.",
    },
    ...[["reply_to_email_address"], ["configuration_set"]].map(([name = ""]) => ({
      type,
      path: email(name),
      when: differs,
      level: "notice" as const,
      effect: "Answers of users go to another mailbox, or what is sent is watched by other rules.",
      instead: "See whose it is.",
    })),
    ...[["external_id"], ["sns_region"]].map(([name = ""]) => ({
      type,
      path: ["sms_configuration", 0, name],
      when: changes,
      level: "notice" as const,
      effect:
        "Text messages go out otherwise; if the role or the Region is not prepared, users get no codes.",
      instead: "Try it with a message to a real telephone first.",
    })),
    ...[
      ["verification_message_template"],
      ["email_verification_message"],
      ["email_verification_subject"],
      ["sms_authentication_message"],
      ["sms_verification_message"],
      ["admin_create_user_config", "invite_message_template"],
      ["email_mfa_configuration", "message"],
      ["email_mfa_configuration", "subject"],
    ].map(([name = "", within]) => ({
      type,
      path: within === undefined ? [name] : [name, 0, within],
      when: changes,
      level: "notice" as const,
      effect: "Users get another message; without its placeholder a message has no code.",
      instead: "Send yourself one first.",
    })),
    {
      type,
      path: ["user_pool_tier"],
      when: (before: Json, after: Json | undefined) =>
        tiers.indexOf(before) > tiers.indexOf(after ?? null),
      level: "block",
      effect:
        "Features of the higher tier stop: threat protection, passkeys, tokens that a trigger customises.",
      instead: "Take these features out one by one first.",
    },
    {
      type: "aws_cognito_user_pool_domain",
      path: ["certificate_arn"],
      when: goes,
      level: "block",
      effect:
        "Managed login leaves its own domain: links and callbacks at identity providers break.",
      instead: "Keep the domain.",
    },
    {
      type: "aws_cognito_user_pool_domain",
      path: ["managed_login_version"],
      when: (before, after) => before !== null && after !== null,
      level: "notice",
      effect: "Users see the other version of the sign-in pages, which needs a style of its own.",
      instead: "Look at it in another environment first.",
    },
    {
      type: "aws_sesv2_configuration_set",
      path: ["sending_options", 0, "sending_enabled"],
      when: wasAndMayNotBe(true),
      ...unreached,
    },
    {
      type: "aws_sesv2_email_identity",
      path: ["configuration_set_name"],
      when: changes,
      level: "notice",
      effect: "Messages go out by the rules of another configuration set.",
      instead: "See that it sends, and that bounces are still seen.",
    },
    {
      type: "aws_ses_receipt_rule",
      path: ["recipients"],
      when: comes,
      level: "notice",
      effect: "Mail to these addresses is read by what the rule names.",
      instead: "See that no user's code is sent there.",
    },
  ],
  [
    ...[
      "aws_ses_domain_dkim",
      "aws_ses_domain_identity_verification",
      "aws_ses_domain_mail_from",
      "aws_sesv2_email_identity_mail_from_attributes",
      "aws_sesv2_email_identity_feedback_attributes",
    ].map((one) => ({
      type: one,
      level: "notice" as const,
      effect: "Messages may be taken for spam, or bounces go unseen.",
      instead: "Keep it as long as the domain sends.",
    })),
    ...["aws_sesv2_configuration_set", "aws_ses_configuration_set"].map((one) => ({
      type: one,
      ...unreached,
    })),
  ],
  [
    {
      type: "aws_ses_receipt_rule",
      cause: "mail that comes in is read",
      level: "notice",
      effect: "Mail to the addresses of the rule, or to any, is read by what the rule names.",
      instead: "See that no user's code is sent there.",
      of: { type: "aws_ses_receipt_rule_set", attribute: "rule_set_name", by: "rule_set_name" },
    },
    ...[
      ["aws_ses_domain_mail_from", "aws_ses_domain_identity", "domain"],
      [
        "aws_sesv2_email_identity_mail_from_attributes",
        "aws_sesv2_email_identity",
        "email_identity",
      ],
      [
        "aws_sesv2_email_identity_feedback_attributes",
        "aws_sesv2_email_identity",
        "email_identity",
      ],
    ].map(([one = "", identity = "", by = ""]) => ({
      type: one,
      cause: "the sender's identity gets other settings",
      level: "notice" as const,
      effect: "Messages may be taken for spam, or bounces go unseen or elsewhere.",
      instead: "Set up the DNS records first, and see that somebody hears of bounces.",
      of: { type: identity, attribute: by, by },
    })),
  ],
);

const tiers: readonly Json[] = ["LITE", "ESSENTIALS", "PLUS"];

import { z } from "zod";
import { kind, list, must } from "./schema-blocks";
import { sesIdentityArn } from "./values/arn";
import { cidrBlock } from "./values/cidr-block";
import { emailAddress, mailbox } from "./values/email-address";
import { sentText } from "./values/sent-text";

const eventFilters = ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"] as const;
const takeoverActions = ["BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"] as const;

/** What Cognito does about a sign-in at a level of risk, and whether it tells the user. */
export interface TakeoverAction {
  /** What becomes of the sign-in. */
  readonly eventAction: (typeof takeoverActions)[number];
  /** Whether the user gets an e-mail. */
  readonly notify: boolean;
}

/** One e-mail about a sign-in, in both forms. */
export interface RiskEmail {
  /** 1–140 characters. */
  readonly subject: string;
  /** 6–20,000 characters of HTML. */
  readonly htmlBody: string;
  /** The same as text, 6–20,000 characters. */
  readonly textBody: string;
}

/**
 * What threat protection does with what it finds. Needs `advancedSecurityMode` and the tier PLUS.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
 */
export interface ThreatProtectionInput {
  /** The same for custom sign-ins (`CUSTOM_AUTH`). Default: Cognito does not look at them. */
  readonly customAuthMode?: "AUDIT" | "ENFORCED";
  /** Passwords that were found elsewhere. Default: Cognito's own setting. */
  readonly compromisedCredentials?: {
    /** `BLOCK` asks for a new password. */
    readonly eventAction: "BLOCK" | "NO_ACTION";
    /** When Cognito looks. Default: always. */
    readonly eventFilter?: readonly (typeof eventFilters)[number][];
  };
  /** Sign-ins that look like somebody else's. Default: Cognito's own setting. */
  readonly accountTakeover?: {
    /** By the level of risk; at least one. MFA needs `mfa.mode: "OPTIONAL"`. */
    readonly actions: Readonly<Partial<Record<"low" | "medium" | "high", TakeoverAction>>>;
    /** The e-mails for actions with `notify`. The AWS provider cannot make the rest without a sender. */
    readonly notifyConfiguration: {
      /** ARN of your SES identity, in this account. */
      readonly sourceArn: string;
      /** The address that they come from, of the identity. */
      readonly from: string;
      /** Where answers go. Default: to `from`. */
      readonly replyTo?: string;
      /** A sign-in that was blocked. */
      readonly blockEmail?: RiskEmail;
      /** One that was asked for a second factor. */
      readonly mfaEmail?: RiskEmail;
      /** One that was let in. */
      readonly noActionEmail?: RiskEmail;
    };
  };
  /** Addresses that are always let in, or never: CIDR blocks, 200 of each at most. */
  readonly riskExceptions?: {
    /** Never let in. Default: none. */
    readonly blockedIpRangeList?: readonly string[];
    /** Always let in. Default: none. */
    readonly skippedIpRangeList?: readonly string[];
  };
}

const action = z.strictObject({ eventAction: z.enum(takeoverActions), notify: z.boolean() });

const email = z.strictObject({
  subject: kind(sentText({ what: "the subject", from: 1, to: 140, inALine: true })),
  htmlBody: kind(sentText({ what: "the HTML body", from: 6, to: 20_000 })),
  textBody: kind(sentText({ what: "the text body", from: 6, to: 20_000 })),
});

const ranges = must(
  list(kind(cidrBlock)),
  (blocks) => blocks.length >= 1 && blocks.length <= 200,
  "Cognito takes 1 to 200 blocks in a list",
  "name 1 to 200, or leave the list out",
);

/** What each of these settings must be on its own. */
export const threatProtectionSchema = z.strictObject({
  customAuthMode: z.enum(["AUDIT", "ENFORCED"]).optional(),
  compromisedCredentials: z
    .strictObject({
      eventAction: z.enum(["BLOCK", "NO_ACTION"]),
      eventFilter: must(
        list(z.enum(eventFilters)),
        (events) => events.length > 0,
        "eventFilter names at least one event",
        "name one, or leave eventFilter out for all",
      ).optional(),
    })
    .optional(),
  accountTakeover: z
    .strictObject({
      actions: must(
        z.strictObject({
          low: action.optional(),
          medium: action.optional(),
          high: action.optional(),
        }),
        (actions) => Object.keys(actions).length > 0,
        "there is an action for at least one level of risk",
        "write one for `low`, `medium` or `high`, or leave accountTakeover out",
      ),
      notifyConfiguration: z.strictObject({
        sourceArn: kind(sesIdentityArn),
        from: kind(mailbox),
        replyTo: kind(emailAddress("replyTo")).optional(),
        blockEmail: email.optional(),
        mfaEmail: email.optional(),
        noActionEmail: email.optional(),
      }),
    })
    .optional(),
  riskExceptions: z
    .strictObject({
      blockedIpRangeList: ranges.optional(),
      skippedIpRangeList: ranges.optional(),
    })
    .optional(),
});

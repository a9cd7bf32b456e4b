import { z } from "zod";
import { regions, type Region } from "./regions";
import { list, matches, must } from "./schema-blocks";

/**
 * How somebody proves who they are at first, with `USER_AUTH` by their own choice. A password is always
 * one way: Cognito takes no pool without it.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignInPolicyType.html
 */
export type FirstAuthFactor =
  | {
      /** What they prove it with. */
      readonly factor: "PASSWORD";
    }
  /** A code by e-mail or text message, in place of a password. */
  | { readonly factor: "EMAIL_OTP" | "SMS_OTP" }
  /** A passkey. Users register theirs once they are in by another way. */
  | {
      readonly factor: "WEB_AUTHN";
      /**
       * The domain that passkeys are for: the site's own or one above it, `example.com`. For good in
       * practice: passkeys of another domain do not work.
       */
      readonly relyingPartyId: string;
      /** Whether the device asks for a finger, a face or a PIN. Default: `preferred`. */
      readonly userVerification?: "required" | "preferred";
    };

const mfaFactors = ["SOFTWARE_TOKEN", "SMS", "EMAIL"] as const;

/** A second factor: an authenticator app, a code by text message, a code by e-mail. */
export type MfaFactor = (typeof mfaFactors)[number];

/**
 * Second factors. With MFA required or optional there is at least one.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export type Mfa =
  | {
      /** `OFF`, `OPTIONAL` for those who set one up, or `ON` for everybody. */
      readonly mode: "OFF";
    }
  | {
      readonly mode: "OPTIONAL" | "ON";
      /** An authenticator app, a text message, an e-mail: at least one. */
      readonly factors: readonly [MfaFactor, ...(readonly MfaFactor[])];
    };

/** Text messages, through Amazon SNS. Cognito gets a role for sending them. */
export interface SmsInput {
  /** From where SNS sends: not every Region can. Default: the environment's. */
  readonly snsRegion?: Region;
}

/**
 * Remembered devices.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */
export interface DeviceTrackingInput {
  /** Whether a remembered device stands in for the second factor. */
  readonly challengeRequiredOnNewDevice: boolean;
  /** Whether a device is remembered only when the user says so. */
  readonly deviceOnlyRememberedOnUserPrompt: boolean;
}

const recoveries = ["verified_email", "verified_phone_number", "admin_only"] as const;

/**
 * Where the code for a new password goes, the first that the user has first; or `admin_only`: nobody
 * gets one.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
 */
export type AccountRecovery =
  | readonly ["verified_email"]
  | readonly ["verified_phone_number"]
  | readonly ["verified_email", "verified_phone_number"]
  | readonly ["verified_phone_number", "verified_email"]
  | readonly ["admin_only"];

/** What each of these settings must be on its own. */
export const factorSchemas = {
  allowedFirstAuthFactors: z
    .array(
      z.strictObject({
        factor: z.enum(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]),
        relyingPartyId: matches(
          /^(?=.{1,127}$)(?:localhost|(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+)$/,
          "relyingPartyId is a domain, without scheme, port and path, of 127 characters at most",
          "write the domain of your site, or one above it: `example.com`",
        ).optional(),
        userVerification: z.enum(["required", "preferred"]).optional(),
      }),
    )
    .optional(),
  mfa: z
    .strictObject({
      mode: z.enum(["OFF", "OPTIONAL", "ON"]),
      factors: list(z.enum(mfaFactors)).optional(),
    })
    .optional(),
  sms: z.strictObject({ snsRegion: z.enum(regions).optional() }).optional(),
  deviceTracking: z
    .strictObject({
      challengeRequiredOnNewDevice: z.boolean(),
      deviceOnlyRememberedOnUserPrompt: z.boolean(),
    })
    .optional(),
  accountRecovery: must(
    list(z.enum(recoveries)),
    (names) => names.length > 0 && (names.length === 1 || !names.includes("admin_only")),
    "accountRecovery names where a code goes, or `admin_only` alone",
    'write `["verified_email"]`, `["verified_phone_number"]`, both in order, or `["admin_only"]`',
  ).optional(),
};

/** What of a pool's settings tells whether it sends text messages; any may be missing. */
interface TextMessageSettings {
  readonly sms?: object | undefined;
  readonly mfa?:
    | {
        readonly mode?: string | undefined;
        readonly factors?: readonly (string | undefined)[] | undefined;
      }
    | undefined;
  readonly autoVerifiedAttributes?: readonly (string | undefined)[] | undefined;
  readonly accountRecovery?: readonly (string | undefined)[] | undefined;
  readonly allowedFirstAuthFactors?:
    readonly ({ readonly factor?: string | undefined } | undefined)[] | undefined;
}

/** Whether Cognito has text messages to send, and so needs its role. */
export function sendsTextMessages(userPool: TextMessageSettings): boolean {
  return (
    userPool.sms !== undefined ||
    userPool.mfa?.factors?.includes("SMS") === true ||
    userPool.autoVerifiedAttributes?.includes("phone_number") === true ||
    userPool.accountRecovery?.includes("verified_phone_number") === true ||
    userPool.allowedFirstAuthFactors?.some((each) => each?.factor === "SMS_OTP") === true
  );
}

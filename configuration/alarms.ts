import { z } from "zod";
import { integer, kind, list, matches, must } from "./schema-blocks";
import { emailAddress } from "./values/email-address";

/**
 * Who is told of trouble, and from when on it is one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export interface AlarmsInput {
  /** Default: where `protection` is on. */
  readonly enabled?: boolean;
  /** Each subscribes to the topic of the alarms. Default: nobody, which `synth` says. */
  readonly notify?: readonly AlarmRecipient[];
  readonly thresholds?: AlarmThresholds;
}

/** Somebody who is told. E-mail and HTTPS have to confirm what SNS sends them first. */
export type AlarmRecipient =
  | {
      /** An address. */
      readonly email: string;
    }
  | {
      /** Takes SNS's messages: an on-call service, or a function URL. */
      readonly https: string;
    }
  | {
      /** A channel of a Slack workspace that the account has authorized once, in Amazon Q Developer. */
      readonly slack: {
        /** The workspace's id: `T…`. */
        readonly workspaceId: string;
        /** The channel's id: `C…`. */
        readonly channelId: string;
      };
    };

/** From when on something is trouble. */
export interface AlarmThresholds {
  /** Of a function's calls in five minutes, 0–100. Default: 1. */
  readonly failuresPercent?: number;
  /** That many in five minutes at least. Default: 3, as often as Cognito and Lambda deliver an event. */
  readonly minimumFailures?: number;
  /** A trigger's slowest call of a hundred. Cognito waits for 5,000. Default: 3,500. */
  readonly slowMilliseconds?: number;
  /** Users in an hour to whom `reconcile-users` gives what a sign-up has lost. Default: 5. */
  readonly usersHealed?: number;
  /** SES looks into an account at 5 %, and may stop it at 10 %. Default: 4. */
  readonly bouncesPercent?: number;
  /** SES looks into an account at 0.1 %, and may stop it at 0.5 %. Default: 0.08. */
  readonly complaintsPercent?: number;
  /** Answers of the API with 5xx in five minutes. Default: 3. */
  readonly apiErrors?: number;
  /** How far from the usual something is unusual, in standard deviations. Default: 3. */
  readonly unusualDeviations?: number;
}

/** {@link AlarmsInput}, complete. */
export interface Alarms {
  readonly enabled: boolean;
  readonly notify: readonly AlarmRecipient[];
  readonly thresholds: Required<AlarmThresholds>;
}

/** Defaults, each with its reason. */
const thresholds: Required<AlarmThresholds> = {
  // A function that works fails on none: what is refused does not count.
  failuresPercent: 1,
  // Cognito and Lambda deliver an event three times. Fewer failures may have ended well.
  minimumFailures: 3,
  // The functions stop by themselves at 4 seconds; the start of a new one comes on top.
  slowMilliseconds: 3500,
  // One now and then is what it is for. More, and a trigger loses users.
  usersHealed: 5,
  // A little before SES begins to look into the account.
  bouncesPercent: 4,
  complaintsPercent: 0.08,
  // As often as a client of AppSync tries by itself.
  apiErrors: 3,
  // Of a normal day, one value in 370 lies outside.
  unusualDeviations: 3,
};

/** Fills in what is left out. */
export function alarmsWithDefaults(input: AlarmsInput | undefined, isProtected: boolean): Alarms {
  return {
    enabled: input?.enabled ?? isProtected,
    notify: input?.notify ?? [],
    thresholds: { ...thresholds, ...input?.thresholds },
  };
}

const percent = (what: string) =>
  must(
    z.number(),
    (value) => value > 0 && value <= 100,
    `${what} is above 0 and at most 100`,
    "write a number of percent, such as 1",
  );

/** What each value must be on its own. */
export const alarmsSchema = z.strictObject({
  enabled: z.boolean().optional(),
  notify: list(
    must(
      z.strictObject({
        email: kind(emailAddress("a recipient's address")).optional(),
        https: matches(
          /^https:\/\/[^\s/@]+(?:\/\S*)?$/,
          "a recipient's address begins with https://, and names no user",
          "write the whole URL",
        ).optional(),
        slack: z
          .strictObject({
            workspaceId: matches(
              /^[0-9A-Z]{1,255}$/,
              "a workspace's id is of capital letters and digits: T0123456789",
              "copy it from Slack's address",
            ),
            channelId: matches(
              /^[A-Za-z0-9]+$/,
              "a channel's id is of letters and digits: C0123456789",
              "copy it from the end of the channel's link",
            ),
          })
          .optional(),
      }),
      (recipient) => Object.keys(recipient).length === 1,
      "a recipient is told in one way",
      'write `{ email: "…" }`, `{ https: "…" }` or `{ slack: { … } }`, each as an entry of its own',
    ),
  ).optional(),
  thresholds: z
    .strictObject({
      failuresPercent: percent("the share of failures").optional(),
      minimumFailures: integer(1, 100_000, "a number of failures").optional(),
      slowMilliseconds: integer(100, 5000, "the time of a slow trigger").optional(),
      usersHealed: integer(1, 1_000_000, "a number of users").optional(),
      bouncesPercent: percent("the share of bounces").optional(),
      complaintsPercent: percent("the share of complaints").optional(),
      apiErrors: integer(1, 1_000_000, "a number of answers").optional(),
      unusualDeviations: integer(1, 20, "a number of standard deviations").optional(),
    })
    .optional(),
});

import type { Json, JsonObject } from "../../model";
import { changes, grows, loses, shrinks, wasAndMayNotBe, watchRule } from "../watch";

const trail = "aws_cloudtrail";
const alarm = "aws_cloudwatch_metric_alarm";
const filter = "aws_cloudwatch_log_subscription_filter";
const passwords = "aws_iam_account_password_policy";

const unheard = {
  level: "notice",
  effect: "When sign-up fails, or somebody guesses passwords, nobody is told.",
  instead: "Keep the alarm and who is told.",
} as const;

const unseen = {
  level: "block",
  effect: "Nobody can find out afterwards who has done what in the account.",
  instead: "Leave the trail as it is; add another one beside it.",
} as const;

const weaker = {
  level: "block",
  effect: "Administrators of the account may have passwords that are guessed sooner.",
  instead: "Keep the policy as strict as it is.",
} as const;

const kinds = ["lowercase_characters", "numbers", "symbols", "uppercase_characters"].map(
  (kind) => `require_${kind}`,
);

/**
 * What AWS asks for in an account without a policy: eight characters of three kinds. A long one of fewer kinds
 * is as good. A policy that says nothing asks for six, of any kind.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
function isWeakerThanNone(after: JsonObject): boolean {
  const length = after["minimum_password_length"];
  const required = kinds.filter((kind) => after[kind] === true).length;
  return typeof length !== "number" || length < 8 || (required < 3 && length < 14);
}

/** What tells people that something is wrong, and what they find it out by. */
export const watchingWeaker = watchRule(
  {
    id: "watching-weaker",
    title: "Nobody is told of what goes wrong, or finds out who did it.",
    why: "An attack that nobody sees goes on.",
    fix: "Keep alarms, trails and what they are sent to.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/monitoring.html",
  },
  [
    { type: alarm, path: ["alarm_actions"], when: loses, ...unheard },
    { type: "aws_guardduty_detector", path: ["enable"], when: wasAndMayNotBe(true), ...unseen },
    { type: alarm, path: ["actions_enabled"], when: wasAndMayNotBe(true), ...unheard },
    ...["is_multi_region_trail", "enable_log_file_validation", "include_global_service_events"].map(
      (name) => ({ type: trail, path: [name], when: wasAndMayNotBe(true), ...unseen }),
    ),
    ...["s3_bucket_name", "kms_key_id", "event_selector", "advanced_event_selector"].map(
      (name) => ({
        type: trail,
        path: [name],
        when: changes,
        ...unseen,
      }),
    ),
    ...["minimum_password_length", "password_reuse_prevention"].map((name) => ({
      type: passwords,
      path: [name],
      when: shrinks,
      ...weaker,
    })),
    {
      type: passwords,
      path: ["max_password_age"],
      when: (before: Json, after: Json | undefined) =>
        before !== 0 && (after === 0 || after === null || grows(before, after)),
      level: "notice",
      effect: "Passwords of administrators last for longer.",
      instead: "Keep the shorter time.",
    },
    ...kinds.map((name) => ({
      type: passwords,
      path: [name],
      when: wasAndMayNotBe(true),
      ...weaker,
    })),
  ],
  [
    { type: alarm, ...unheard },
    { type: passwords, ...weaker },
    { type: "aws_guardduty_detector", ...unseen },
    {
      type: filter,
      level: "notice",
      effect: "Whatever read the log by it is told nothing any more.",
      instead: "Make sure that nobody looks for attacks there.",
      partOf: {
        type: "aws_cloudwatch_log_group",
        attribute: "name",
        from: "log_group_name",
      },
    },
  ],
  [
    {
      type: passwords,
      cause: "the policy asks for less than AWS does without one",
      when: isWeakerThanNone,
      ...weaker,
      instead: "Ask for fourteen characters, or for eight of three kinds.",
    },
    {
      type: passwords,
      cause: "the account gets a policy for passwords",
      when: (after) => !isWeakerThanNone(after),
      level: "notice",
      effect: "It takes the place of the one that the account may have, which may be stricter.",
      instead: "Compare it with what the console shows.",
    },
  ],
);

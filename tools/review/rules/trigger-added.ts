import type { AttributePath, ResourceChange } from "../model";
import { isUnknown, valueAt } from "../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "./rule";
import { accountOf, told } from "./watch";

interface Place {
  readonly trigger: string;
  readonly path: AttributePath;
  readonly level: RuleFinding["level"];
  readonly effect: string;
}

const decides = "The function decides who gets in, by a challenge of its own.";
const sends =
  "The function gets the codes that users are sent, and who has them can sign in as them.";

const place = (
  trigger: string,
  level: Place["level"],
  effect: string,
  ...more: readonly string[]
): Place => ({
  trigger,
  path: ["lambda_config", 0, trigger, ...more.flatMap((key) => [0, key])],
  level,
  effect,
});

const places: readonly Place[] = [
  place("custom_email_sender", "block", sends, "lambda_arn"),
  place("custom_sms_sender", "block", sends, "lambda_arn"),
  place("define_auth_challenge", "block", decides),
  place("create_auth_challenge", "block", decides),
  place("verify_auth_challenge_response", "block", decides),
  place("user_migration", "block", "The function is told the passwords of users who sign in."),
  place("pre_sign_up", "notice", "The function can confirm users and verify their addresses."),
  place("pre_token_generation", "notice", "The function writes what tokens say of users."),
  place(
    "pre_token_generation_config",
    "notice",
    "The function writes what tokens say of users.",
    "lambda_arn",
  ),
  place("custom_message", "notice", "The function writes the messages that users get."),
  place("post_confirmation", "notice", "The function is run for each new user."),
  place("pre_authentication", "notice", "The function can refuse sign-ins."),
  place("post_authentication", "notice", "The function is run after each sign-in."),
];

const key: AttributePath = ["lambda_config", 0, "kms_key_id"];

const instead =
  "Make sure whose function it is and what it does; if it is meant, allow the change.";

/** Functions that Cognito begins to call, and the key by which codes are encrypted for them. */
export const triggerAdded: Rule = {
  id: "trigger-added",
  title: "Cognito calls a function that it did not call before, or one of another account.",
  why: "A trigger decides who gets in, is told codes or passwords, and can be anybody's function.",
  fix: "Make sure whose function it is.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
  types: ["aws_cognito_user_pool"],
  check: (change) => {
    if (change.before === null || change.after === null) return [];
    const own = accountOf(change.before["arn"]);
    return [...places.flatMap((one) => ofPlace(change, one, own)), ...ofKey(change, own)];
  },
};

function ofPlace(
  change: ResourceChange,
  { trigger, path, level, effect }: Place,
  own: string | undefined,
): readonly RuleFinding[] {
  const before = valueAt(change.before ?? undefined, path) ?? "";
  const isNameUnknown = isUnknown(change, path) || isUnknown(change, path.slice(0, 1));
  const after = isNameUnknown ? undefined : (valueAt(change.after ?? undefined, path) ?? "");
  if (after === before || after === "") return [];
  const account = accountOf(after);
  const isForeign = own !== undefined && account !== undefined && account !== own;
  // The older place and the newer one are the same trigger.
  const older = trigger === "pre_token_generation_config" ? "pre_token_generation" : undefined;
  if (
    older !== undefined &&
    after === valueAt(change.before ?? undefined, ["lambda_config", 0, older])
  ) {
    return [];
  }
  const cause = `the trigger \`${trigger}\` ${before === "" ? "calls" : "moves to"} ${told(change, path, after)}`;
  if (isForeign && accountOf(before) !== account) {
    return [
      {
        level: "block",
        cause: `${cause}, of another account`,
        effect: `Somebody else decides what it does. ${effect}`,
        instead,
      },
    ];
  }
  const named = namedBy(change, path, "aws_lambda_function", "arn");
  // Moving is told by itself; a name that is not known yet may be of any function.
  if (before !== "") {
    if (after !== undefined) return [];
    return [
      {
        level: "block",
        cause,
        effect,
        instead,
        unlessCreated: named,
        unlessReplaced: named,
        isUsualWhenNew: true,
      },
    ];
  }
  return [{ level, cause, effect, instead, ...(level === "block" && { unlessCreated: named }) }];
}

function ofKey(change: ResourceChange, own: string | undefined): readonly RuleFinding[] {
  const before = valueAt(change.before ?? undefined, key) ?? "";
  const after = isUnknown(change, key)
    ? undefined
    : (valueAt(change.after ?? undefined, key) ?? "");
  if (before === after || after === "") return [];
  const account = accountOf(after);
  const isForeign = own !== undefined && account !== undefined && account !== own;
  return [
    {
      level: "block",
      cause: `codes are encrypted with ${told(change, key, after)}${isForeign ? ", a key of another account" : ""}`,
      effect: "Whoever may use that key can read the codes that users are sent.",
      instead,
      ...(before === "" && { unlessCreated: namedBy(change, key, "aws_kms_key", "arn") }),
    },
  ];
}

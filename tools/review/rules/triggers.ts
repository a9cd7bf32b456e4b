import type { AttributePath, ResourceChange } from "../model";
import { arnContains, arnPattern, parsePattern } from "../policy/pattern";
import { differenceAt, isUnknown, valueAt } from "../plan-json/values";
import type { Rule, RuleFinding } from "./rule";
import { causeOf, replacedBecause, told } from "./watch";

const pool = "aws_cognito_user_pool";
const permission = "aws_lambda_permission";
const cognito = "cognito-idp.amazonaws.com";

const triggers = [
  "create_auth_challenge",
  "custom_message",
  "define_auth_challenge",
  "post_authentication",
  "post_confirmation",
  "pre_authentication",
  "pre_sign_up",
  "pre_token_generation",
  "user_migration",
  "verify_auth_challenge_response",
  "custom_email_sender",
  "custom_sms_sender",
] as const;

/**
 * Where a trigger's function may stand. The one before tokens are made has two places: the older names
 * a function, the newer a version of the event too.
 */
const places: Readonly<Partial<Record<(typeof triggers)[number], readonly AttributePath[]>>> = {
  pre_token_generation: [
    ["lambda_config", 0, "pre_token_generation_config", 0, "lambda_arn"],
    ["lambda_config", 0, "pre_token_generation"],
  ],
  custom_email_sender: [["lambda_config", 0, "custom_email_sender", 0, "lambda_arn"]],
  custom_sms_sender: [["lambda_config", 0, "custom_sms_sender", 0, "lambda_arn"]],
};

const version: AttributePath = [
  "lambda_config",
  0,
  "pre_token_generation_config",
  0,
  "lambda_version",
];

const config: AttributePath = ["lambda_config"];

/** Which function a trigger calls; `undefined`: none, `"unknown"`: known only after apply. */
type Target = { readonly function: string } | "unknown" | undefined;

function targetOf(
  change: ResourceChange,
  paths: readonly AttributePath[],
  side: "before" | "after",
): Target {
  if (side === "after" && paths.some((path) => isUnknown(change, path))) return "unknown";
  const values = paths.map((path) => valueAt(change[side] ?? undefined, path));
  const name = values.find((value) => typeof value === "string" && value !== "");
  return typeof name === "string" ? { function: name } : undefined;
}

/** The triggers that called a function before, with what they call then. */
function targets(change: ResourceChange) {
  if (change.before === null || change.after === null) return [];
  return triggers.flatMap((trigger) => {
    const paths = places[trigger] ?? [["lambda_config", 0, trigger]];
    const before = targetOf(change, paths, "before");
    const after = targetOf(change, paths, "after");
    return typeof before === "object" ? [{ trigger, before: before.function, after }] : [];
  });
}

function removedTriggers(change: ResourceChange): readonly RuleFinding[] {
  return targets(change)
    .filter(({ after }) => after === undefined)
    .map(({ trigger }) => ({
      level: "block",
      cause: `the trigger \`${trigger}\` is taken off`,
      effect: `Cognito does not call its function any more: ${without[trigger]}.`,
      instead: "Keep the trigger, or replace its function in place.",
    }));
}

function movedTriggers(change: ResourceChange): readonly RuleFinding[] {
  return targets(change).flatMap(({ trigger, before, after }) => {
    if (after === undefined || (after !== "unknown" && after.function === before)) return [];
    const from = told(change, config, before);
    const to = told(change, config, after === "unknown" ? undefined : after.function);
    return [
      {
        level: "notice" as const,
        cause: `the trigger \`${trigger}\` moves from ${from} to ${to}`,
        effect: "Another function answers Cognito; if Cognito may not call it, users cannot go on.",
        instead: "Make sure that the other one has its permission in the same change.",
      },
    ];
  });
}

/** What does not happen without each trigger. */
const without: Readonly<Record<(typeof triggers)[number], string>> = {
  create_auth_challenge: "nobody signs in with a challenge of yours",
  custom_message: "messages are Cognito's own",
  define_auth_challenge: "nobody signs in with a challenge of yours",
  post_authentication: "nothing is done after a sign-in",
  post_confirmation: "new users get no group and no row",
  pre_authentication: "sign-ins that it refused are let in",
  pre_sign_up: "sign-ups that it refused are let in",
  pre_token_generation: "tokens lack the claims that it added",
  user_migration: "users who have not moved over yet cannot sign in",
  verify_auth_challenge_response: "nobody signs in with a challenge of yours",
  custom_email_sender: "Cognito sends its e-mail by itself, or not at all",
  custom_sms_sender: "Cognito sends its text messages by itself, or not at all",
};

/** Names of the versions of an event, V1_0 to V3_0, sort as they follow each other. */
function ofVersion(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null || change.after === null) return [];
  const difference = differenceAt(change, version);
  if (difference === undefined) return [];
  const { before, after } = difference;
  // Without the newer block the function is sent the first version.
  const now = after === null ? "V1_0" : after;
  if (typeof before !== "string" || typeof now !== "string" || now >= before) return [];
  return [
    {
      level: "notice",
      cause: causeOf(change, version, difference),
      effect:
        "The function can no longer change access tokens: claims and scopes in them are gone.",
      instead: "Keep the newer version while any API reads what it adds.",
    },
  ];
}

function isPermissionOfCognito(change: ResourceChange): boolean {
  return valueAt(change.before ?? undefined, ["principal"]) === cognito;
}

function permissionRemoved(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null || !isPermissionOfCognito(change)) return [];
  return whyPermissionIsGone(change).map((why) => ({
    level: "block",
    cause: `Cognito's permission to call the function ${why}`,
    effect: "Every call that raises the trigger fails: users cannot sign up or sign in.",
    instead: "Keep the permission as long as a pool names the function.",
  }));
}

function whyPermissionIsGone(change: ResourceChange): readonly string[] {
  const { before, after } = change;
  if (before === null) return [];
  if (after === null) return ["is deleted"];
  // What is known only after apply is of something new, which is looked at by itself.
  const changed = (attribute: string) => {
    const { before: was, after: is } = differenceAt(change, [attribute]) ?? {};
    return typeof was === "string" && was !== "" && typeof is === "string"
      ? { was, is }
      : undefined;
  };
  const [action, source] = [changed("action"), changed("source_arn")];
  const pattern = (arn: string) => arnPattern(parsePattern(arn, false));
  return [
    ...(differenceAt(change, ["principal"]) === undefined ? [] : ["goes to another service"]),
    ...(action && !/^(?:\*|lambda:\*|lambda:InvokeFunction)$/i.test(action.is)
      ? ["is for another action"]
      : []),
    // With another pool's ARN this pool's calls are refused.
    ...(source && !arnContains(pattern(source.is), pattern(source.was))
      ? ["is for another pool"]
      : []),
  ];
}

function permissionChanged(change: ResourceChange): readonly RuleFinding[] {
  if (change.before === null) return [];
  if (change.after === null) {
    if (isPermissionOfCognito(change)) return [];
    return [
      {
        level: "notice",
        cause: "the permission to call the function is deleted",
        effect: "Whoever called the function with it fails.",
        instead: "Make sure that nothing calls it any more.",
      },
    ];
  }
  if (!change.actions.includes("delete")) return [];
  return [
    {
      level: "notice",
      cause: replacedBecause(change),
      effect:
        "For a moment the function may not be called: sign-ups and sign-ins of that moment fail.",
      instead: "Apply when few users sign in.",
    },
  ];
}

/**
 * Functions that Cognito calls, and its permissions to.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export const triggerRules: readonly Rule[] = [
  {
    id: "trigger-removed",
    title: "Cognito no longer calls a function, or may not call it any more.",
    why: "A trigger that Cognito may not call fails the call of the user.",
    fix: "Keep trigger and permission together.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
    types: [pool, permission],
    check: (change) =>
      change.type === permission ? permissionRemoved(change) : removedTriggers(change),
  },
  {
    id: "trigger-changed",
    title: "Cognito calls another function, or calls it differently.",
    why: "A trigger decides who gets in and what their tokens say.",
    fix: "Give the other function its permission in the same change.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
    types: [pool, permission],
    check: (change) =>
      change.type === permission
        ? permissionChanged(change)
        : [...movedTriggers(change), ...ofVersion(change)],
  },
];

import type { AttributePath, ResourceChange } from "../../model";
import { isUnknown, valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding, unlessMade } from "../rule";
import { accountOf, changes, differs, told, watchRule } from "../watch";

const permission = "aws_cloudwatch_event_permission";
const target = "aws_cloudwatch_event_target";
const schedule = "aws_scheduler_schedule";
const filter = "aws_cloudwatch_log_subscription_filter";
const subscription = "aws_sns_topic_subscription";
const invokeConfig = "aws_lambda_function_event_invoke_config";
const notification = "aws_s3_bucket_notification";

const elsewhere = {
  level: "block",
  effect: "Somebody else gets the events, with what they say of users.",
  instead: "Keep targets in your own account.",
} as const;

const watched = watchRule(
  {
    id: "event-access-changed",
    title: "Events come from somebody else, or go to somebody else.",
    why: "A bus, a schedule or a subscription can call functions and services without anybody signing in.",
    fix: "Name your own accounts only.",
    see: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html",
  },
  [
    ...["principal", "condition", "action"].map((name) => ({
      type: permission,
      path: [name],
      when: changes,
      level: "block" as const,
      effect: "Somebody else can put events on the bus, which rules take for your own.",
      instead: "Name one account, or the organisation.",
    })),
    {
      type: "aws_cloudwatch_event_rule",
      path: ["state"],
      when: (before, after) => before === "ENABLED" && after !== before,
      level: "notice",
      effect: "Its targets are not called any more.",
      instead: "Make sure that nothing waits for it.",
    },
    {
      type: "aws_cloudwatch_event_rule",
      path: ["event_pattern"],
      when: changes,
      level: "notice",
      effect: "Its targets are called for other events.",
      instead: "Try the pattern with events of yours.",
    },
    {
      type: "aws_cloudwatch_event_rule",
      path: ["schedule_expression"],
      when: changes,
      level: "notice",
      effect: "Its targets are called at other times.",
      instead: "See that it is still often enough.",
    },
    ...["schedule_expression", "schedule_expression_timezone", "end_date"].map((name) => ({
      type: schedule,
      path: [name],
      when: differs,
      level: "notice" as const,
      effect: "Its target is called at other times.",
      instead: "See that it is still often enough.",
    })),
    ...[
      { type: schedule, path: ["target", 0, "input"] },
      ...["input", "input_path", "input_transformer"].map((name) => ({
        type: target,
        path: [name],
      })),
    ].map((at) => ({
      ...at,
      when: differs,
      level: "notice" as const,
      effect: "Its target is told something else.",
      instead: "See that the target knows what to do with it.",
    })),
    {
      type: schedule,
      path: ["state"],
      when: (before, after) => before === "ENABLED" && after !== before,
      level: "notice",
      effect: "The schedule calls nothing any more.",
      instead: "Make sure that nothing waits for it.",
    },
  ],
  [
    {
      type: "aws_cloudwatch_event_bus",
      level: "notice",
      effect: "Whoever listens on the bus hears nothing any more.",
      instead: "Make sure that no other system does.",
    },
    {
      type: "aws_cloudwatch_event_rule",
      level: "notice",
      effect: "Its targets are not called any more.",
      instead: "Make sure that nothing waits for it.",
    },
    {
      type: permission,
      level: "notice",
      effect: "Who put events on the bus by it cannot any more.",
      instead: "Make sure that no other system does.",
    },
    {
      type: target,
      level: "notice",
      effect: "What it called is not called any more.",
      instead: "Make sure that nothing waits for it.",
      partOf: { type: "aws_cloudwatch_event_rule", attribute: "name", from: "rule" },
    },
    {
      type: schedule,
      level: "notice",
      effect: "What it called is not called any more.",
      instead: "Make sure that nothing waits for it.",
    },
  ],
  [
    {
      type: target,
      cause: "what the rule finds is told to something more",
      level: "notice",
      effect: "Whatever it is reads what the events say of users.",
      instead: "See that it is yours.",
      of: { type: "aws_cloudwatch_event_rule", attribute: "name", by: "rule" },
    },
  ],
);

/** Calls of AWS itself, by a schedule: `arn:aws:scheduler:::aws-sdk:cognitoidentityprovider:…`. */
const ofSdk = /^arn:[^:]*:scheduler:::aws-sdk:/;

/** Where each kind says to whom its events go. */
const paths: Readonly<Record<string, readonly AttributePath[]>> = {
  [target]: [["arn"]],
  [schedule]: [["target", 0, "arn"]],
  [filter]: [["destination_arn"]],
  [invokeConfig]: ["on_success", "on_failure"].map((outcome) => [
    "destination_config",
    0,
    outcome,
    0,
    "destination",
  ]),
  [notification]: [
    ["lambda_function", 0, "lambda_function_arn"],
    ["queue", 0, "queue_arn"],
    ["topic", 0, "topic_arn"],
  ],
};

/** What is told where it was not, and of whose: a new one on something new is as usual. */
const newlyTold: Readonly<Record<string, ReturnType<typeof toldNewly>>> = {
  [filter]: toldNewly("log_group_name", "aws_cloudwatch_log_group", "name", "the log is sent on"),
  [invokeConfig]: toldNewly(
    "function_name",
    "aws_lambda_function",
    "function_name",
    "what the function was asked is sent on",
  ),
  [notification]: toldNewly("bucket", "aws_s3_bucket", "bucket", "uploads are told of"),
};

function toldNewly(from: string, type: string, attribute: string, cause: string) {
  return (change: ResourceChange, where: string): RuleFinding => ({
    level: "notice",
    cause: `${cause}: ${where}`,
    effect: "Whoever reads it there reads what it says of users.",
    instead: "See that it is yours.",
    unlessCreated: namedBy(change, [from], type, attribute),
    isUsualWhenNew: true,
  });
}

/** Where events come from, and where they go. */
export const eventAccess: Rule = {
  ...watched,
  types: [...watched.types, ...Object.keys(paths), subscription],
  check: (change, options) => [
    ...watched.check(change, options),
    ...(change.type === permission ? newSender(change) : []),
    ...(paths[change.type] ?? []).flatMap((path) => destination(change, path)),
  ],
};

function newSender(change: ResourceChange): readonly RuleFinding[] {
  if (change.before !== null || change.after === null) return [];
  return [
    {
      level: "block",
      cause: `${told(change, ["principal"], valueAt(change.after, ["principal"]))} may put events on the bus`,
      effect: "Rules of the bus take its events for your own, and call functions with them.",
      instead: "Name one account, or the organisation.",
      unlessCreated: namedBy(change, ["event_bus_name"], "aws_cloudwatch_event_bus", "name"),
    },
  ];
}

function destination(change: ResourceChange, path: AttributePath): readonly RuleFinding[] {
  if (change.after === null) return [];
  const before = valueAt(change.before ?? undefined, path);
  const after = valueAt(change.after, path);
  if (isUnknown(change, path)) {
    return [
      {
        ...elsewhere,
        cause: `\`${path.filter((key) => typeof key === "string").join(".")}\` is known only after apply`,
        ...unlessMade(path),
      },
    ];
  }
  if (typeof after !== "string" || after === before) return [];
  const cause = `\`${path.filter((key) => typeof key === "string").join(".")}\` is ${told(change, path, after)}`;
  const input = valueAt(change.after, ["target", 0, "input"]);
  if (ofSdk.test(after) && !/:(?:lambda|sqs|sns|states|events):/i.test(after)) {
    return [
      {
        level: "block",
        cause: `${cause}${typeof input === "string" ? ", with an input" : ""}`,
        effect:
          "The schedule calls AWS itself, with all that its role may do: it can delete users.",
        instead: "Let it call a function whose code says what is done.",
      },
    ];
  }
  const own = [before, change.after["role_arn"], change.after["function_name"]]
    .map(accountOf)
    .find((account) => account !== undefined);
  const account = accountOf(after);
  if (own !== undefined && account !== undefined && account !== own) {
    return [{ ...elsewhere, cause: `${cause}, of another account` }];
  }
  if (before === undefined || before === null) {
    const newly = newlyTold[change.type];
    return newly ? [newly(change, cause)] : [];
  }
  return [
    {
      level: "notice",
      cause,
      effect: "Something else is called.",
      instead: "See that it is what is meant.",
    },
  ];
}

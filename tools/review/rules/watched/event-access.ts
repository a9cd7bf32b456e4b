import type { ResourceChange } from "../../model";
import { valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import { accountOf, changes, told, watchRule } from "../watch";

const permission = "aws_cloudwatch_event_permission";
const target = "aws_cloudwatch_event_target";
const schedule = "aws_scheduler_schedule";
const filter = "aws_cloudwatch_log_subscription_filter";
const subscription = "aws_sns_topic_subscription";

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
);

/** Calls of AWS itself, by a schedule: `arn:aws:scheduler:::aws-sdk:cognitoidentityprovider:…`. */
const ofSdk = /^arn:[^:]*:scheduler:::aws-sdk:/;

/** Where events come from, and where they go. */
export const eventAccess: Rule = {
  ...watched,
  types: [...watched.types, filter, subscription, "aws_cloudwatch_event_bus"],
  check: (change, options) => [
    ...watched.check(change, options),
    ...(change.type === permission ? newSender(change) : []),
    ...([target, schedule, filter].includes(change.type) ? destination(change) : []),
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

const paths: Readonly<Record<string, readonly (string | number)[]>> = {
  [target]: ["arn"],
  [schedule]: ["target", 0, "arn"],
  [filter]: ["destination_arn"],
};

function destination(change: ResourceChange): readonly RuleFinding[] {
  const path = paths[change.type];
  if (path === undefined || change.after === null) return [];
  const before = valueAt(change.before ?? undefined, path);
  const after = valueAt(change.after, path);
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
  const own = accountOf(before) ?? accountOf(valueAt(change.after, ["role_arn"]));
  const account = accountOf(after);
  if (own !== undefined && account !== undefined && account !== own) {
    return [{ ...elsewhere, cause: `${cause}, of another account` }];
  }
  if (before === undefined || before === null) {
    if (change.type !== filter) return [];
    return [
      {
        level: "notice",
        cause: `the log is sent on: ${cause}`,
        effect: "Whoever reads it there reads what functions say of users.",
        instead: "See that it is yours.",
        unlessCreated: namedBy(change, ["log_group_name"], "aws_cloudwatch_log_group", "name"),
        isUsualWhenNew: true,
      },
    ];
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

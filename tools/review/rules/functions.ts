import { isList } from "../plan-json/values";
import { eventSourceDeletions, eventSourceWatches } from "./event-sources";
import type { Rule } from "./rule";
import { becomes, watchRule } from "./watch";

const lambda = "aws_lambda_function";
const invokeConfig = "aws_lambda_function_event_invoke_config";

const itsFunction = { type: lambda, attribute: "function_name", by: "function_name" } as const;

const lostEvents = {
  level: "notice",
  effect: "An event that the function fails on is dropped, and nobody sees it.",
  instead: "Keep somewhere for it to go.",
} as const;

/** Functions that are stopped, deleted or run differently. */
export const functionRules: readonly Rule[] = [
  watchRule(
    {
      id: "function-stopped",
      title: "A function is kept from running.",
      why: "A function without concurrency is never run, and a trigger that does not run fails the user's call.",
      fix: "Take the trigger off the pool instead.",
      see: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    },
    [
      {
        type: lambda,
        path: ["reserved_concurrent_executions"],
        when: becomes(0),
        level: "block",
        effect:
          "The function does not run at all; as a trigger, it makes every sign-up or sign-in fail.",
        instead: "Take the trigger off the pool instead, or reserve at least one.",
      },
    ],
  ),
  watchRule(
    {
      id: "function-changed",
      title: "A function, or what calls it, is deleted or changes in kind.",
      why: "What calls a function, and what becomes of an event that fails, is part of what users rely on.",
      fix: "Try it in another environment first.",
      see: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html",
    },
    [
      ...["handler", "runtime"].map((attribute) => ({
        type: lambda,
        path: [attribute],
        when: () => true,
        level: "notice" as const,
        effect: "The function starts in another way; if that fails, so does whoever calls it.",
        instead: "Try it in another environment first.",
      })),
      {
        type: lambda,
        path: ["dead_letter_config", 0, "target_arn"],
        when: (before, after) => before !== null && after === null,
        ...lostEvents,
      },
      {
        type: invokeConfig,
        path: ["destination_config", 0, "on_failure", 0, "destination"],
        when: (before, after) => before !== null && after === null,
        ...lostEvents,
      },
      ...eventSourceWatches,
    ],
    [
      {
        type: lambda,
        level: "notice",
        effect: "Whoever still calls it fails.",
        instead: "Make sure that no pool, rule or other stack calls it.",
      },
      ...eventSourceDeletions,
      {
        type: invokeConfig,
        ...lostEvents,
        partOf: { type: lambda, attribute: "function_name", from: "function_name" },
      },
    ],
    [
      {
        type: invokeConfig,
        cause: "what becomes of events that fail is set, and none goes anywhere",
        when: ({ destination_config: destinations }) =>
          !isList(destinations) || destinations.length === 0,
        ...lostEvents,
        of: itsFunction,
      },
      {
        type: "aws_lambda_runtime_management_config",
        cause: "its runtime is not kept up to date by AWS",
        when: ({ update_runtime_on: when }) => when !== "Auto",
        level: "notice",
        effect: "Holes that AWS has closed in the runtime stay open in the function.",
        instead: "Leave it at `Auto`.",
        of: itsFunction,
      },
    ],
  ),
];

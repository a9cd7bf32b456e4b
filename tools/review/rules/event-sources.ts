import { type AttributeWatch, changes, differs, goes, loses, type DeletionWatch } from "./watch";

const type = "aws_lambda_event_source_mapping";
const failed = ["destination_config", 0, "on_failure", 0, "destination_arn"] as const;

const notRead = {
  level: "notice",
  effect: "The function is no longer called with what the stream or the queue holds.",
  instead: "Keep it on, or make sure that nothing waits to be read.",
} as const;

const givenUpSooner = {
  level: "notice",
  effect: "A record that the function fails on is given up sooner.",
  instead: "See that it is tried for as long as it takes to mend what fails.",
} as const;

/** A limit that is lower than before. To Lambda -1 is none. */
const lowers: AttributeWatch["when"] = (before, after) => {
  const limit = (value: typeof after) =>
    typeof value === "number" && value >= 0 ? value : Infinity;
  return after !== undefined && limit(after) < limit(before);
};

/** How a function reads a stream or a queue. */
export const eventSourceWatches: readonly AttributeWatch[] = [
  {
    type,
    path: ["enabled"],
    when: (before, after) => before === true && after === false,
    ...notRead,
  },
  {
    type,
    path: ["function_name"],
    when: changes,
    level: "notice",
    effect: "Another function gets what the stream or the queue holds.",
    instead: "See whose function it is.",
  },
  {
    type,
    path: ["filter_criteria"],
    when: differs,
    level: "notice",
    effect:
      "The function is called with other records. Lambda deletes messages of a queue that no filter describes.",
    instead: "Try the filter with records of yours.",
  },
  {
    type,
    path: ["starting_position"],
    when: changes,
    level: "notice",
    effect: "Of what the stream holds, the function gets records a second time, or not at all.",
    instead: "Let the function read all that waits first.",
  },
  {
    type,
    path: failed,
    when: goes,
    level: "notice",
    effect: "Of what the function fails on for good nothing is kept, and nobody sees it.",
    instead: "Keep somewhere for it to go.",
  },
  {
    type,
    path: failed,
    when: (before, after) => changes(before, after) && !goes(before, after),
    level: "notice",
    effect: "What the function fails on for good goes somewhere else.",
    instead: "See that somebody looks there.",
  },
  ...["maximum_retry_attempts", "maximum_record_age_in_seconds"].map((name) => ({
    type,
    path: [name],
    when: lowers,
    ...givenUpSooner,
  })),
  {
    type,
    path: ["function_response_types"],
    when: loses,
    level: "notice",
    effect:
      "Lambda no longer asks which records of a batch have failed: all count as done, or all come again.",
    instead: "Change the function first.",
  },
];

/** A function that is not called with a stream or a queue any more. */
export const eventSourceDeletions: readonly DeletionWatch[] = [{ type, ...notRead }];

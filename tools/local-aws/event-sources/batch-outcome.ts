import { isJsonObject } from "../json-protocol";
import { failureOf, type Invocation } from "../lambda/invocation";
import type { MappingSettings } from "./mapping";

/** Which records of a batch are to be handed over again. `all`: Lambda does not know which. */
export type BatchOutcome = "all" | ReadonlySet<string>;

/**
 * What a function says of a batch. Without `ReportBatchItemFailures` it has done all or nothing.
 *
 * @param identifiers of the records.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function outcomeOf(
  invocation: Invocation,
  { FunctionResponseTypes }: MappingSettings,
  identifiers: readonly string[],
): BatchOutcome {
  if (failureOf(invocation) !== undefined) return "all";
  const reports = FunctionResponseTypes?.includes("ReportBatchItemFailures") === true;
  if (!reports || invocation.result.outcome !== "succeeded") return new Set();
  const answer: unknown = JSON.parse(invocation.result.payload);
  const failures = isJsonObject(answer) ? answer["batchItemFailures"] : undefined;
  if (failures === undefined || failures === null) return new Set();
  const named = Array.isArray(failures)
    ? failures.map((one: unknown) => (isJsonObject(one) ? one["itemIdentifier"] : undefined))
    : [undefined];
  // A name that no record has, or none, is no answer: all come again.
  return named.every((name): name is string => identifiers.includes(String(name)))
    ? new Set(named)
    : "all";
}

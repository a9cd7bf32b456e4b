import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { plainFields, type Item } from "../users/row-item";
import type { RowFields } from "../users/users";
import {
  again,
  hasTime,
  signalOf,
  tell,
  type BatchAnswer,
  type BatchContext,
  type BatchLog,
} from "./batch";

/** A row that was made, changed or deleted. */
export interface RowChange {
  readonly kind: "created" | "changed" | "removed";
  /** The user's `sub`. */
  readonly id: string;
  /** The row before the change; none of a row that was made. */
  readonly before?: RowFields;
  /** The row after it; none of a row that was deleted. */
  readonly after?: RowFields;
  /** The names of the fields that differ. */
  readonly fields: readonly string[];
  /** To the second. */
  readonly at: Date;
}

const kinds = { INSERT: "created", MODIFY: "changed", REMOVE: "removed" } as const;

/**
 * Makes the handler of a function with `userTable.changes()`: it is called with one change after the other, in their
 * order. When it throws, no later change of the batch is handed over before this one: Lambda tries again, cuts the
 * batch until this change is alone, and gives it up at last. A change may come twice.
 *
 * @param handle is given a signal that ends when the function has to answer.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function changesHandler(
  handle: (change: RowChange, signal: AbortSignal) => Promise<void> | void,
  log: BatchLog = console,
) {
  return async (event: DynamoDBStreamEvent, context: BatchContext): Promise<BatchAnswer> => {
    const signal = signalOf(context);
    for (const [index, record] of event.Records.entries()) {
      const number = record.dynamodb?.SequenceNumber ?? "";
      if (index > 0 && !hasTime(context)) return again([number]);
      try {
        await handle(changeOf(record), signal);
      } catch (error) {
        tell(log, "change", number, error);
        // Only of a call that fails does Lambda cut the batch in two.
        if (index === 0) throw error;
        return again([number]);
      }
    }
    return again([]);
  };
}

function changeOf({ eventName = "MODIFY", dynamodb = {} }: DynamoDBRecord): RowChange {
  const { Keys, OldImage, NewImage, ApproximateCreationDateTime = 0 } = dynamodb;
  const before = rowOf(OldImage);
  const after = rowOf(NewImage);
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return {
    kind: kinds[eventName],
    id: Keys?.["id"]?.S ?? "",
    ...(before && { before }),
    ...(after && { after }),
    fields: [...names]
      .filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
      .sort(),
    at: new Date(ApproximateCreationDateTime * 1000),
  };
}

/** The two describe the same values, of which Lambda writes binary ones as texts. */
function rowOf(image: NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]): RowFields | undefined {
  return image && plainFields(image as Item);
}

import { isJsonObject, type JsonObject } from "../json-protocol";

/** A record of a stream, as a function gets it. */
export interface StreamRecord extends JsonObject {
  readonly dynamodb: JsonObject & { readonly SequenceNumber: string };
}

/**
 * The records of a stream as DynamoDB would have written them. moto 5.2.1 writes one for a row that was written and
 * is as it was, two for a row that an update has made, and us-east-1 for every Region.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function streamRecords(
  records: unknown,
  { region, sourceArn }: { readonly region: string; readonly sourceArn: string },
): readonly StreamRecord[] {
  const all = (Array.isArray(records) ? records : []).filter(isJsonObject);
  return all.flatMap((record, index): StreamRecord[] => {
    const { dynamodb } = record;
    if (!isJsonObject(dynamodb)) return [];
    if (isUnchanged(dynamodb) || isHalf(record, all[index + 1])) return [];
    return [
      {
        ...record,
        awsRegion: region,
        dynamodb: {
          ...dynamodb,
          ApproximateCreationDateTime: seconds(dynamodb["ApproximateCreationDateTime"]),
          SequenceNumber: String(dynamodb["SequenceNumber"]),
        },
        eventSourceARN: sourceArn,
      },
    ];
  });
}

function isUnchanged({ OldImage, NewImage }: JsonObject): boolean {
  return (
    OldImage !== undefined && JSON.stringify(sorted(OldImage)) === JSON.stringify(sorted(NewImage))
  );
}

/** The row as it was for a moment, with its key alone. */
function isHalf({ eventName, dynamodb }: JsonObject, next: JsonObject | undefined): boolean {
  const keysOf = (of: unknown) => JSON.stringify(isJsonObject(of) ? of["Keys"] : undefined);
  return (
    eventName === "INSERT" &&
    next?.["eventName"] === "INSERT" &&
    keysOf(dynamodb) === keysOf(next["dynamodb"])
  );
}

/** A field of a row is a value of a type, and their order says nothing. */
function sorted(image: unknown): readonly unknown[] {
  const entries = Object.entries(isJsonObject(image) ? image : {});
  return entries.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Lambda writes whole seconds. */
function seconds(time: unknown): number {
  return Math.floor(typeof time === "number" ? time : Date.parse(String(time)) / 1000);
}

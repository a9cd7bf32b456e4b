import type { DynamoDBRecord } from "aws-lambda";
import type { Environment } from "../../../configuration";
import { physicalName } from "../../../configuration/naming";

type Maker = (environment: Environment) => object;

const id = "6a1f7c52-3b0e-4c57-9d1a-2f5f0c9b7e44";
const before = { id: { S: id }, email: { S: "ada.lovelace@analytical.example" } };
const after = { ...before, displayName: { S: "Ada" } };
const at = Date.UTC(2026, 0, 1);

const change =
  (eventName: NonNullable<DynamoDBRecord["eventName"]>, images: object): Maker =>
  (environment) => ({
    Records: [
      {
        eventID: "c4ca4238a0b923820dcc509a6f75849b",
        eventName,
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        awsRegion: environment.region,
        dynamodb: {
          ApproximateCreationDateTime: at / 1000,
          Keys: { id: before.id },
          ...images,
          SequenceNumber: "100000000000000000001",
          SizeBytes: 128,
          StreamViewType: "NEW_AND_OLD_IMAGES",
        },
        eventSourceARN: `${arn("dynamodb", environment)}:table/${physicalName(environment, "users")}/stream/2026-01-01T00:00:00.000`,
      },
    ],
  });

const file =
  (eventName: string, object: object): Maker =>
  (environment) => {
    const { region, accountId } = environment;
    const name = physicalName(environment, "attachments", accountId);
    return {
      Records: [
        {
          eventVersion: "2.1",
          eventSource: "aws:s3",
          awsRegion: region,
          eventTime: new Date(at).toISOString(),
          eventName,
          userIdentity: { principalId: `AWS:${accountId}` },
          requestParameters: { sourceIPAddress: "192.0.2.1" },
          responseElements: { "x-amz-request-id": "C3D13FE58DE4C810" },
          s3: {
            s3SchemaVersion: "1.0",
            configurationId: "example",
            bucket: {
              name,
              ownerIdentity: { principalId: accountId },
              arn: `arn:aws:s3:::${name}`,
            },
            object: {
              key: `private/${region}%3A0b5e9a1c-7d53-4b6a-9f6e-2b8f3a1d5c70/a+letter.txt`,
              ...object,
              versionId: "096fKKXTRTtl3on89fVO.nfljtsv6qko",
              sequencer: "0055AED6DCD90281E5",
            },
          },
        },
      ],
    };
  };

const message: Maker = (environment) => ({
  Records: [
    {
      messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
      receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
      body: JSON.stringify({ hello: "world" }),
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(at),
        SenderId: environment.accountId,
        ApproximateFirstReceiveTimestamp: String(at),
      },
      messageAttributes: {},
      md5OfBody: "fbc24bcc7a1794758fc1327fcfebdaf6",
      eventSource: "aws:sqs",
      eventSourceARN: `${arn("sqs", environment)}:${physicalName(environment, "example")}`,
      awsRegion: environment.region,
    },
  ],
});

const scheduled: Maker = (environment) => ({
  version: "0",
  id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: environment.accountId,
  time: "2026-01-01T00:00:00Z",
  region: environment.region,
  resources: [`${arn("events", environment)}:rule/${physicalName(environment, "example")}`],
  detail: {},
});

/** What calls functions that are no triggers, by AWS's own words: an event of each to start from. */
const makers: Readonly<Record<string, Maker>> = {
  INSERT: change("INSERT", { NewImage: after }),
  MODIFY: change("MODIFY", { OldImage: before, NewImage: after }),
  REMOVE: change("REMOVE", { OldImage: after }),
  "aws:sqs": message,
  "ObjectCreated:Put": file("ObjectCreated:Put", {
    size: 1024,
    eTag: "d41d8cd98f00b204e9800998ecf8427e",
  }),
  "ObjectRemoved:DeleteMarkerCreated": file("ObjectRemoved:DeleteMarkerCreated", {
    eTag: "d41d8cd98f00b204e9800998ecf8427e",
  }),
  "Scheduled Event": scheduled,
};

/** The names of the events that there are. */
export const sourceEventNames = Object.keys(makers);

/**
 * An event to start from, as AWS would send it, with the environment's own names. The user is made up.
 *
 * @throws Error when there is none of that name.
 */
export function sourceEvent(
  functionName: string,
  source: string,
  environment: Environment,
): object {
  const make = Object.hasOwn(makers, source) ? makers[source] : undefined;
  if (make !== undefined) return make(environment);
  throw new Error(
    `functions/${functionName} is no trigger of the user pool, and there is no event ${source} for it. There are: ${sourceEventNames.join(", ")}.`,
  );
}

function arn(service: string, { region, accountId }: Environment): string {
  return `arn:aws:${service}:${region}:${accountId}`;
}

import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import type { Construct } from "constructs";
import type { NodeFunction } from "../../lambda/node-function";
import type { FilesSource } from "./source";

/** A function that is told about files. */
export interface ToldOfFiles {
  readonly name: string;
  readonly target: NodeFunction;
  readonly sources: readonly FilesSource[];
}

/** S3's own words. A new version is a file that was created; of a deleted one, its delete marker. */
const events = { created: "s3:ObjectCreated:*", removed: "s3:ObjectRemoved:*" } as const;

/**
 * Lets S3 call functions about the files of a bucket. A bucket has one list of whom it tells.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 */
export function notifyOfFiles(
  scope: Construct,
  bucket: { readonly id: string; readonly arn: string },
  accountId: string,
  told: readonly ToldOfFiles[],
): void {
  if (told.length === 0) return;
  const permissions = told.map(
    ({ name, target }) =>
      new LambdaPermission(scope, `${name}-permission`, {
        statementId: "invoked-by-files",
        action: "lambda:InvokeFunction",
        functionName: target.resource.functionName,
        principal: "s3.amazonaws.com",
        sourceArn: bucket.arn,
        // A bucket's ARN holds no account: whoever had its name after us could call.
        sourceAccount: accountId,
      }),
  );
  new S3BucketNotification(scope, "notification", {
    bucket: bucket.id,
    lambdaFunction: told.flatMap(({ name, target, sources }) =>
      sources.map(({ kind, prefix, suffix }, index) => ({
        id: `${name}-${kind}-${index}`,
        events: [events[kind]],
        lambdaFunctionArn: target.resource.arn,
        ...(prefix !== undefined && { filterPrefix: prefix }),
        ...(suffix !== undefined && { filterSuffix: suffix }),
      })),
    ),
    dependsOn: permissions,
  });
}

import type { Statement } from "../iam/policy-document";
import { matches } from "./coverage";
import type { Granted } from "./granted";

/**
 * What Lambda does as a function's role before it calls the function. It does not say so: of these calls
 * `lambda:SourceFunctionArn` is missing, so that the name of the role has to tell.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
const byPolling =
  /^(?:dynamodb:(?:DescribeStream|GetRecords|GetShardIterator|ListStreams)|sqs:(?:DeleteMessage|GetQueueAttributes|ReceiveMessage))$/;

/** Whether it is Lambda that does it, as a function's role. */
export function isPolling({ action }: Pick<Granted, "action">): boolean {
  return byPolling.test(action);
}

/**
 * Lets Lambda read for one function, as that function's role: the table's stream, or a queue that the function's policy
 * names. `undefined` for all else.
 */
export function pollingBound(
  { action, resource = "" }: Granted,
  roleArn: string | undefined,
  tables: string,
): Omit<Statement, "sid"> | undefined {
  if (roleArn === undefined || !isPolling({ action })) return undefined;
  const isItsSource =
    action === "dynamodb:ListStreams"
      ? resource === "*"
      : action.startsWith("sqs:") || matches(`${tables}/stream/*`, resource);
  if (!isItsSource) return undefined;
  return {
    actions: [action],
    resources: [resource],
    conditions: { ArnEquals: { "aws:PrincipalArn": roleArn } },
    reason: "What Lambda reads for one function, as that function's role.",
  };
}

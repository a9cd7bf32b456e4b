import type { CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Functions } from "../configuration";

/** How a log group keeps what is in it: for how long, and with which key, as the configuration says. */
export function keptLog({
  logRetentionDays,
  logKmsKeyArn,
}: Pick<Functions, "logRetentionDays" | "logKmsKeyArn">): Pick<
  CloudwatchLogGroupConfig,
  "retentionInDays" | "kmsKeyId"
> {
  return {
    retentionInDays: logRetentionDays,
    ...(logKmsKeyArn !== undefined && { kmsKeyId: logKmsKeyArn }),
  };
}

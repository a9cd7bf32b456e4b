import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import { physicalName, type NameScope } from "../../configuration/naming";

/** What is asked of the functions' logs, by the name under which CloudWatch shows it. */
export const logQueries: Readonly<Record<string, readonly string[]>> = {
  "Why did a sub fail": [
    "fields @timestamp, @log, level, message.failure, message.refused, message.step, message.part, message.error.code, message.error.message, requestId",
    'filter message.sub = "<sub>"',
    "sort @timestamp asc",
  ],
  "Failures of a day": [
    "filter ispresent(message.failure)",
    "stats count(*) as times, latest(requestId) as lastRequestId by @log, message.failure, message.step, message.part, message.error.code",
    "sort times desc",
  ],
  "Refusals of a day": [
    "filter ispresent(message.refused)",
    "stats count(*) as times by message.refused, message.triggerSource",
    "sort times desc",
  ],
  "One invocation": [
    "fields @timestamp, @log, @message",
    'filter requestId = "<request id>" or record.requestId = "<request id>"',
    "sort @timestamp asc",
  ],
  "Slow calls of a day": [
    'filter type = "platform.report"',
    "fields record.metrics.durationMs as milliseconds, record.metrics.initDurationMs as start, @log, record.requestId",
    "sort milliseconds desc",
    "limit 50",
  ],
};

/** A query takes that many log groups. */
const mostLogGroups = 50;

/**
 * Saved queries over the logs of functions, in a folder with the environment's name.
 *
 * @param logGroups their names.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, environment: NameScope, logGroups: readonly string[]) {
    super(scope, id);
    for (const [name, commands] of Object.entries(logQueries)) {
      new CloudwatchQueryDefinition(this, name.toLowerCase().replaceAll(" ", "-"), {
        name: `${physicalName(environment)}/${name}`,
        queryString: commands.join("\n| "),
        logGroupNames: logGroups.slice(0, mostLogGroups),
      });
    }
  }
}

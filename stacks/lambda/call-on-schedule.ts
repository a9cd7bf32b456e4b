import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";
import type { NodeFunction } from "./node-function";

/** When to call a function. */
export interface ScheduleProps {
  /** Physical name of the rule, 64 characters at most. */
  readonly name: string;
  readonly description: string;
  /** `rate(1 day)`, `cron(0 3 * * ? *)`: in UTC. */
  readonly schedule: string;
  /** What the rule calls its target. */
  readonly targetId: string;
}

/**
 * Lets EventBridge call a function on a schedule.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function callOnSchedule(
  scope: Construct,
  target: NodeFunction,
  { name, description, schedule, targetId }: ScheduleProps,
): void {
  const rule = new CloudwatchEventRule(scope, "schedule", {
    name,
    description,
    scheduleExpression: schedule,
  });
  const permission = new LambdaPermission(scope, "permission", {
    statementId: "invoked-by-schedule",
    action: "lambda:InvokeFunction",
    functionName: target.resource.functionName,
    principal: "events.amazonaws.com",
    // It holds the account too, which EventBridge does not tell on its own.
    sourceArn: rule.arn,
  });
  new CloudwatchEventTarget(scope, "target", {
    rule: rule.name,
    targetId,
    arn: target.resource.arn,
    dependsOn: [permission],
  });
}

import type { PlacedBlock } from "../../block";
import {
  both,
  hasPart,
  isNamedBy,
  isOwn,
  ofType,
  valueAt,
  type PolicyRule,
  type Skip,
} from "../rule";

const functions = ["aws_lambda_function"] as const;
/** Triggers, `reconcile-users`, and those of `functions/` that declare themselves. */
const own = isOwn("triggers", "reconcile-users", "functions");

/** A function that CloudFront calls: it publishes versions, as no other does. */
const atEdge: Skip = {
  of: both(own, ({ values }) => values["publish"] === true),
  reason: "CloudFront calls it, and Lambda@Edge has none.",
};

/** What is asked of functions, and of what may call them. */
export const lambdaRules: readonly PolicyRule[] = [
  {
    ids: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364", "AVD-AWS-0067"],
    asks: "a permission that names whose call it is",
    types: ["aws_lambda_permission"],
    holds: ({ values }) => values["principal"] !== "*" && values["source_arn"] !== undefined,
  },
  {
    ids: ["CKV_AWS_258", "CKV2_AWS_75"],
    asks: "a function URL that asks who calls, and not for pages of everybody",
    types: ["aws_lambda_function_url"],
    holds: ({ values }) =>
      values["authorization_type"] === "AWS_IAM" && !JSON.stringify(values).includes('["*"]'),
  },
  {
    ids: ["Lambda.2", "CKV_AWS_363"],
    asks: "a runtime that AWS supports",
    types: functions,
    holds: ({ values }) => /^nodejs(?:2[2-9]|[3-9]\d)/.test(String(values["runtime"])),
    skips: [{ of: own, reason: "`functions.runtime` names an older one." }],
  },
  {
    ids: ["AwsSolutions-L1"],
    asks: "the newest runtime",
    types: functions,
    holds: ({ values }) => /^nodejs(?:2[4-9]|[3-9]\d)/.test(String(values["runtime"])),
    skips: [
      {
        of: own,
        reason:
          "The AWS provider of this version knows none newer than nodejs22.x, which AWS supports.",
      },
    ],
  },
  {
    ids: ["Lambda.7", "CKV_AWS_50", "AVD-AWS-0066"],
    asks: "traces",
    types: functions,
    holds: ({ values }) => valueAt(values, "tracing_config", "mode") === "Active",
    skips: [atEdge],
  },
  {
    ids: ["CKV_AWS_116"],
    asks: "a dead-letter queue, or a destination for what fails",
    types: functions,
    holds: (block, all) =>
      block.values["dead_letter_config"] !== undefined ||
      hasPart("aws_lambda_function_event_invoke_config", (values) =>
        JSON.stringify(values).includes("on_failure"),
      )(block, all),
    skips: [
      {
        of: both(own, (block, all) => !isCalledBehindTheBack(block, all)),
        reason:
          "Cognito or API Gateway waits for this function and is told of its failure itself: nothing would ever come into a queue.",
      },
      {
        of: both(own, (_block, all) => ofType(all, "aws_cloudwatch_metric_alarm").length === 0),
        reason:
          "The environment has no alarms, so nobody would look into a queue; where it has, the failed events are kept.",
      },
    ],
  },
  {
    ids: ["CKV_AWS_115"],
    asks: "a limit of executions at once",
    types: functions,
    holds: ({ values }) => values["reserved_concurrent_executions"] !== undefined,
    skips: [
      atEdge,
      {
        of: own,
        reason:
          "A limit takes from the account what it reserves, and a new account has ten: AWS would refuse the deployment. A trigger that is throttled refuses sign-ins. Set `functions.each.<name>.reservedConcurrency`; an alarm tells of throttles.",
      },
    ],
  },
  {
    ids: ["Lambda.3", "CKV_AWS_117"],
    asks: "a VPC",
    types: functions,
    holds: ({ values }) => values["vpc_config"] !== undefined,
    skips: [
      atEdge,
      {
        of: own,
        reason:
          "It calls AWS's public endpoints over TLS alone and takes no connections. In a VPC it starts more slowly, within Cognito's five seconds. `functions.vpc` puts it into one.",
      },
    ],
  },
  {
    ids: ["Lambda.5"],
    asks: "several Availability Zones, in a VPC",
    types: functions,
    holds: ({ values }) => {
      const subnets = valueAt(values, "vpc_config", "subnet_ids");
      return values["vpc_config"] === undefined || (Array.isArray(subnets) && subnets.length > 1);
    },
  },
  {
    ids: ["CKV_AWS_173"],
    asks: "a key of your own for variables",
    types: functions,
    holds: ({ values }) => values["kms_key_arn"] !== undefined,
    skips: [
      {
        of: own,
        reason:
          "Variables hold names, and no secrets: synth refuses those. AWS's own key encrypts them.",
      },
    ],
  },
  {
    ids: ["CKV_AWS_272"],
    asks: "signed code",
    types: functions,
    holds: ({ values }) => values["code_signing_config_arn"] !== undefined,
    skips: [
      {
        of: own,
        reason:
          "What is deployed is held to its checksum from the reviewed plan on, and the versioned bucket of the code takes writes of the deploy role alone.",
      },
    ],
  },
  {
    ids: ["CKV_AWS_45"],
    asks: "no secrets in variables",
    types: functions,
    holds: ({ values }) =>
      !/AKIA[0-9A-Z]{16}|-----BEGIN/.test(JSON.stringify(values["environment"])),
  },
];

/** Those who wait for an answer. */
const waiting = /^(?:cognito-idp|apigateway)\.amazonaws\.com$/;

/** Whether anything calls a function without waiting for its answer, as EventBridge does. */
function isCalledBehindTheBack(block: PlacedBlock, all: readonly PlacedBlock[]): boolean {
  const callers = ofType(all, "aws_lambda_permission").filter((one) => isNamedBy(block, [one]));
  const configured = ofType(all, "aws_lambda_function_event_invoke_config");
  return (
    isNamedBy(block, configured) ||
    callers.some(({ values }) => !waiting.test(String(values["principal"])))
  );
}

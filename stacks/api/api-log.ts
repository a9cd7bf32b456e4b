import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { policyDocument } from "../iam/policy-document";
import { keptLog } from "../kept-log";

/** What an API's log needs to know. */
export interface ApiLogProps {
  readonly environment: Environment;
}

/**
 * Lets AppSync write the log of an API, whose group AppSync names after the API's id.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html
 */
export class ApiLog extends Construct {
  readonly roleArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApiLogProps,
  ) {
    super(scope, id);
    const { environment } = props;
    const { accountId, region } = environment;
    const role = new IamRole(this, "role", {
      name: physicalName(environment, "api", "log"),
      description: "Writes the log of the API.",
      assumeRolePolicy: policyDocument([
        {
          sid: "AssumedByAppSync",
          actions: ["sts:AssumeRole"],
          principal: { Service: "appsync.amazonaws.com" },
          // Not of one API: the API is made with the role, and its id is not known before.
          conditions: { StringEquals: { "aws:SourceAccount": accountId } },
        },
      ]),
    });
    new IamRolePolicy(this, "policy", {
      name: "log",
      role: role.name,
      policy: policyDocument([
        {
          sid: "WriteApiLogs",
          actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`arn:aws:logs:${region}:${accountId}:log-group:/aws/appsync/apis/*`],
        },
      ]),
    });
    this.roleArn = role.arn;
  }

  /** Makes the group of the API's log, with its retention. */
  keep(apiId: string): void {
    new CloudwatchLogGroup(this, "group", {
      name: `/aws/appsync/apis/${apiId}`,
      ...keptLog(this.props.environment.functions),
    });
  }
}

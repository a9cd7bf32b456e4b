import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "../iam/policy-document";
import type { FunctionSettings } from "../../configuration/function-settings";
import { keptLog } from "../kept-log";
import { variablesOf, type Binding } from "./binding";
import type { Bundle } from "./bundle";
import type { CodeBucket } from "./code-bucket";
import { FunctionArchive } from "./function-archive";

/** Props of {@link NodeFunction}. */
export interface NodeFunctionProps {
  /** Physical name of the function and of its role, 64 characters at most. */
  readonly name: string;
  readonly description: string;
  /** Folder of the function's `index.ts`. */
  readonly source: string;
  readonly codeBucket: CodeBucket;
  /** Seconds, where the settings do not say otherwise. Cognito waits 5 for a trigger. */
  readonly timeout: number;
  readonly settings: FunctionSettings;
  readonly bindings: readonly Binding[];
  /** Variables that go with no grant. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A variable with two values. */
export interface ContestedVariable {
  readonly name: string;
  readonly granted: string;
  readonly other: string;
}

/** How Lambda treats the events of a function that nobody waits for. */
export interface EventInvokeSettings {
  /** How often an event that the function has failed on is tried again: 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** How old an event may get before it is given up: 60 to 21,600 seconds. Default: 21,600. */
  readonly maximumEventAgeInSeconds?: number;
  /** Where the events go that are given up. */
  readonly onFailure?: { readonly arn: string; forFailedEvents(): readonly Statement[] };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const inVpc: Statement = {
  sid: "UseNetworkInterfaces",
  actions: [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ],
  resources: ["*"],
  reason: "Lambda makes the network interfaces, whose ids nobody knows before.",
};

/**
 * A function on Node.js with a role and a log group of its own. The role may write
 * that log, send traces, and do what the bindings say.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export class NodeFunction extends Construct {
  readonly resource: LambdaFunction;
  readonly role: IamRole;
  /** Folder of its `index.ts`. */
  readonly source: string;
  /** What Lambda runs. */
  readonly bundle: Bundle;
  /** Where it logs. */
  readonly logGroupName: string;
  private readonly setTwice: ContestedVariable[] = [];
  private variables: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { name, bindings, settings } = props;
    this.source = props.source;
    const granted = variablesOf(bindings);
    this.contest(granted, settings.environment);
    this.variables = variablesOf(bindings, props.environment, settings.environment);

    // Made before the function, or Lambda makes one that is kept for ever.
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/aws/lambda/${name}`,
      ...keptLog(settings),
    });

    this.logGroupName = logGroup.name;

    this.role = new IamRole(this, "role", {
      name,
      description: `Execution role of the function ${name}.`,
      assumeRolePolicy: policyDocument([
        {
          sid: "AssumedByLambda",
          principal: { Service: "lambda.amazonaws.com" },
          actions: ["sts:AssumeRole"],
        },
      ]),
    });
    const policy = this.allow("own", [
      {
        sid: "WriteOwnLog",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [`${logGroup.arn}:*`],
      },
      {
        sid: "SendTraces",
        actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        resources: ["*"],
      },
      ...(settings.vpc ? [inVpc] : []),
      ...bindings.flatMap((binding) => binding.statements),
    ]);

    const archive = new FunctionArchive(this, "archive", {
      source: props.source,
      name: id,
      bundling: settings,
    });
    this.bundle = archive.bundle;
    const code = props.codeBucket.upload(this, "code", archive);
    this.resource = new LambdaFunction(this, "function", {
      functionName: name,
      description: props.description,
      role: this.role.arn,
      runtime: settings.runtime,
      architectures: [settings.architecture],
      handler: archive.handler,
      // Not `filename`: the provider uploads those one after the other.
      s3Bucket: code.bucket,
      s3Key: code.key,
      sourceCodeHash: archive.hash,
      timeout: settings.timeoutSeconds ?? props.timeout,
      memorySize: settings.memorySize,
      ...(settings.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: settings.reservedConcurrency,
      }),
      ...(settings.layers && { layers: [...settings.layers] }),
      ...(settings.vpc && {
        vpcConfig: {
          subnetIds: [...settings.vpc.subnetIds],
          securityGroupIds: [...settings.vpc.securityGroupIds],
        },
      }),
      environment: { variables: this.variables },
      tracingConfig: { mode: "Active" },
      loggingConfig: {
        logFormat: "JSON",
        logGroup: logGroup.name,
        applicationLogLevel: "INFO",
        systemLogLevel: "INFO",
      },
      dependsOn: [policy],
    });
  }

  /** Variables that go with a grant, and that something else has set, too. */
  get contested(): readonly ContestedVariable[] {
    return this.setTwice;
  }

  /** Its environment variables. */
  get environment(): Readonly<Record<string, string>> {
    return this.variables;
  }

  /** Allows the function more, for what exists only after it. `id` names the policy on its role. */
  allow(id: string, statements: readonly Statement[]): IamRolePolicy {
    return new IamRolePolicy(this, `${id}-policy`, {
      name: id,
      role: this.role.name,
      policy: policyDocument(statements),
    });
  }

  /**
   * Lets the function use a thing: gives it the variables and allows what the binding says. For
   * `extend.ts`; a function's own are in its `grants.ts`.
   *
   * @param id names the policy on its role, and its construct.
   */
  grant(id: string, { environment, statements }: Binding): void {
    this.contest(environment, this.variables);
    this.variables = { ...this.variables, ...environment };
    this.resource.putEnvironment({ variables: this.variables });
    if (statements.length > 0) this.allow(id, statements);
  }

  private contest(granted: Binding["environment"], others: Binding["environment"] = {}): void {
    for (const [name, value] of Object.entries(granted)) {
      const other = others[name];
      if (other !== undefined) this.setTwice.push({ name, granted: value, other });
    }
  }

  /**
   * Settles what becomes of events that nobody waits for. Without it, Lambda tries each three times
   * and drops it.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
   */
  settleEvents({ onFailure, ...limits }: EventInvokeSettings): void {
    new LambdaFunctionEventInvokeConfig(this, "event-invoke-config", {
      functionName: this.resource.functionName,
      ...limits,
      ...(onFailure && {
        destinationConfig: { onFailure: { destination: onFailure.arn } },
        // Lambda takes no destination that the role may not write to.
        dependsOn: [this.allow("failed-events", onFailure.forFailedEvents())],
      }),
    });
  }
}

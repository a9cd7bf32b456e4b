import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { FunctionSettings } from "../../configuration/function-settings";
import { policyDocument } from "../iam/policy-document";
import { variablesOf, type Binding } from "./binding";
import type { Bundle } from "./bundle";
import { edgeRegion, variablesFile } from "./edge-events";
import { FunctionArchive } from "./function-archive";

/** Props of {@link EdgeFunction}. */
export interface EdgeFunctionProps {
  /** Physical name of the function and of its role, 64 characters at most. */
  readonly name: string;
  readonly description: string;
  /** Folder of the function's `index.ts`. */
  readonly source: string;
  readonly accountId: string;
  /** The provider of us-east-1; `undefined` where the stack is there itself. */
  readonly provider: AwsProvider | undefined;
  readonly settings: Pick<
    FunctionSettings,
    "runtime" | "logRetentionDays" | "external" | "loader" | "format"
  >;
  /** Seconds. */
  readonly timeout: number;
  /** In MB. */
  readonly memorySize: number;
  readonly bindings: readonly Binding[];
  /** What goes with no grant into the file beside the code. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A function that CloudFront calls near the viewer: Lambda@Edge. It is in us-east-1, and each change publishes a
 * version, which a distribution names. What other functions have as environment variables it has in the
 * file `variables.json` of its archive.
 *
 * AWS makes its log groups where it runs, each named `/aws/lambda/us-east-1.<name>`, and keeps them for ever. The
 * one that is made here is for calls that come by no distribution.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
 */
export class EdgeFunction extends Construct {
  readonly resource: LambdaFunction;
  readonly role: IamRole;
  /** Folder of its `index.ts`. */
  readonly source: string;
  /** What Lambda runs. */
  readonly bundle: Bundle;
  /** What stands in its `variables.json`. */
  readonly environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: EdgeFunctionProps) {
    super(scope, id);
    const { name, description, source, accountId, provider, bindings, settings } = props;
    const inEdgeRegion = provider && { provider };
    this.source = source;
    this.environment = variablesOf(bindings, props.environment);

    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      ...inEdgeRegion,
      name: `/aws/lambda/${name}`,
      retentionInDays: settings.logRetentionDays,
    });
    this.role = new IamRole(this, "role", {
      name,
      description: `Execution role of the function ${name}.`,
      assumeRolePolicy: policyDocument(
        ["lambda.amazonaws.com", "edgelambda.amazonaws.com"].map((service) => ({
          sid: service.startsWith("edge") ? "AssumedAtTheEdge" : "AssumedByLambda",
          principal: { Service: service },
          actions: ["sts:AssumeRole"],
        })),
      ),
    });
    const atTheEdge = `arn:aws:logs:*:${accountId}:log-group:/aws/lambda/${edgeRegion}.${name}`;
    const policy = new IamRolePolicy(this, "own-policy", {
      name: "own",
      role: this.role.name,
      policy: policyDocument([
        {
          sid: "WriteOwnLog",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`${logGroup.arn}:*`],
        },
        {
          sid: "WriteEdgeLogs",
          actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [atTheEdge, `${atTheEdge}:*`],
          reason: "It runs, and logs, in the Region that is nearest to the viewer.",
        },
        ...bindings.flatMap((binding) => binding.statements),
      ]),
    });

    const archive = new FunctionArchive(this, "archive", {
      source,
      name: id,
      bundling: settings,
      files: { [variablesFile]: Fn.jsonencode(this.environment) },
    });
    this.bundle = archive.bundle;
    this.resource = new LambdaFunction(this, "function", {
      ...inEdgeRegion,
      functionName: name,
      description,
      role: this.role.arn,
      runtime: settings.runtime,
      architectures: ["x86_64"],
      handler: archive.handler,
      // Lambda takes code from buckets of its own Region alone, and the environment's is elsewhere.
      filename: archive.path,
      sourceCodeHash: archive.hash,
      publish: true,
      timeout: props.timeout,
      memorySize: props.memorySize,
      dependsOn: [policy, logGroup],
    });
  }

  /** ARN of the version that was published last: what a distribution names. */
  get versionArn(): string {
    return this.resource.qualifiedArn;
  }
}

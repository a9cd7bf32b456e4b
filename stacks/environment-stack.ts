import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Environment } from "./environment";

/**
 * A stack of one environment: named `<part>-<environment>`, with the AWS provider held to the
 * environment's account and Region, and a state of its own.
 */
export class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, part: string, environment: Environment) {
    super(scope, `${part}-${environment.environment}`);
    this.addProvider(environment);
    this.addBackend(part, environment);
  }

  /**
   * Addresses that a reviewer of a plan can read: `aws_cognito_user_pool.user-directory_pool`
   * instead of cdktf's path with a hash. A part of the path that Terraform cannot take in a name
   * gets cdktf's.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const path = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    const name = path.join("_");
    return /^[A-Za-z_][\w-]*$/.test(name) ? name : super.allocateLogicalId(element);
  }

  private addProvider({ platform, region, accountId, tags }: Environment): void {
    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: [accountId],
      defaultTags: [{ tags }],
      ...(platform === "local" && {
        // No AWS account knows these: an environment meant for the local AWS reaches no other.
        accessKey: "local",
        secretKey: "local",
        // The local AWS has one host name for all buckets.
        s3UsePathStyle: true,
      }),
    });
  }

  private addBackend(part: string, { environment, state, accountId }: Environment): void {
    if (state.backend === "local") {
      // From the stack's folder, <project>/cdktf.out/stacks/<stack>, to <project>/.local.
      new LocalBackend(this, { path: `../../../.local/${part}-${environment}.tfstate` });
      return;
    }
    new S3Backend(this, {
      bucket: state.bucket,
      key: `${state.keyPrefix}/${part}.tfstate`,
      region: state.region,
      encrypt: true,
      ...(state.kmsKeyId !== undefined && { kmsKeyId: state.kmsKeyId }),
    });
    // cdktf's S3Backend knows neither; Terraform has both from 1.10 on.
    this.addOverride("terraform.backend.s3.use_lockfile", true);
    this.addOverride("terraform.backend.s3.allowed_account_ids", [accountId]);
  }
}

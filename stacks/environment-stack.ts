import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  Aspects,
  Lazy,
  LocalBackend,
  S3Backend,
  TerraformElement,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
} from "cdktf";
import type { Construct, Node } from "constructs";
import type { Environment, Region } from "../configuration";
import { BoundedRoles } from "./iam/bounded-roles";
import { boundaryArn } from "./state/deploy-role-names";

/** What a stack has otherwise than the environment's others. */
export interface EnvironmentStackOptions {
  /** Default: the environment's. */
  readonly region?: Region;
  /** Whether its roles get the environment's permissions boundary, where there is one. Default: true. */
  readonly boundRoles?: boolean;
}

/**
 * A stack of one environment: named `<part>-<environment>`, with the AWS provider held to the
 * environment's account and Region, and a state of its own.
 *
 * Its output `protected_resources` lists the addresses with `prevent_destroy`. A plan does not say where
 * that is; with the output in the state, it says where it was taken off.
 */
export class EnvironmentStack extends TerraformStack {
  /** Where its resources are. */
  readonly region: Region;

  constructor(
    scope: Construct,
    /** First part of its name, and of its state's: lowercase letters, digits and hyphens. */
    readonly part: string,
    readonly environment: Environment,
    { region = environment.region, boundRoles = true }: EnvironmentStackOptions = {},
  ) {
    super(scope, `${part}-${environment.environment}`);
    this.region = region;
    this.addProvider({ ...environment, region });
    this.addBackend(part, environment);
    const boundary = boundaryArn(environment);
    if (boundRoles && boundary !== undefined) Aspects.of(this).add(new BoundedRoles(boundary));
    this.addOutputs({
      // What is in the stack is known when it is synthesized.
      protected_resources: Lazy.listValue({ produce: () => this.protectedAddresses() }),
    });
  }

  /** Adds Terraform outputs by name. */
  addOutputs(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) new TerraformOutput(this, name, { value });
  }

  private protectedAddresses(): string[] {
    return this.node
      .findAll()
      .filter((node) => TerraformResource.isTerraformResource(node))
      .filter(({ lifecycle }) => lifecycle?.preventDestroy === true)
      .map((resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`)
      .sort();
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

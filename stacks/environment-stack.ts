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
import { OutputParameters } from "./output-parameters";
import { ReplacedWithParent } from "./replaced-with-parent";
import { boundaryArn } from "./state/deploy-role-names";

/** Where the state of a stack is, in the terms of its backend. */
type StatePlace =
  | { readonly backend: "local"; readonly place: { readonly path: string } }
  | {
      readonly backend: "s3";
      readonly place: { readonly bucket: string; readonly key: string; readonly region: string };
    };

/** Where `<part>-<environment>` has its state: for the stack itself, and for those that read it. */
export function statePlace(part: string, { environment, state }: Environment): StatePlace {
  if (state.backend === "local") {
    // From the stack's folder, <project>/cdktf.out/stacks/<stack>, to <project>/.local.
    const path = `../../../.local/${part}-${environment}.tfstate`;
    return { backend: "local", place: { path } };
  }
  const { bucket, keyPrefix, region } = state;
  return { backend: "s3", place: { bucket, key: `${keyPrefix}/${part}.tfstate`, region } };
}

/** The stacks whose outputs Parameter Store may have. */
const published = ["auth", "api"];

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
  private readonly parameters: OutputParameters | undefined;

  constructor(
    scope: Construct,
    /** First part of its name, and of its state's: lowercase letters, digits and hyphens. */
    readonly part: string,
    readonly environment: Environment,
    { region = environment.region, boundRoles = true }: EnvironmentStackOptions = {},
  ) {
    if (!/^[a-z][a-z0-9-]*$/.test(part)) {
      throw new Error(
        `"${part}" is no name of a stack: write lowercase letters, digits and hyphens, and a letter first`,
      );
    }
    super(scope, `${part}-${environment.environment}`);
    this.region = region;
    this.parameters =
      environment.outputParameters && published.includes(part)
        ? new OutputParameters(this, "parameters", environment)
        : undefined;
    this.addProvider({ ...environment, region });
    this.addBackend(part, environment);
    const boundary = boundaryArn(environment);
    if (boundRoles && boundary !== undefined) Aspects.of(this).add(new BoundedRoles(boundary));
    Aspects.of(this).add(new ReplacedWithParent());
    this.addOutputs({
      // What is in the stack is known when it is synthesized.
      protected_resources: Lazy.listValue({ produce: () => this.protectedAddresses() }),
    });
  }

  /**
   * Adds Terraform outputs by name. Parameter Store has them too, where the configuration asks for it.
   *
   * @throws Error for a name that Terraform does not take.
   */
  addOutputs(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (!/^[A-Za-z_][\w-]*$/.test(name)) {
        throw new Error(
          `"${name}" is no name that Terraform takes of an output: write letters, digits, \`_\` and \`-\`, and no digit first`,
        );
      }
      new TerraformOutput(this, name, { value });
      this.parameters?.add(name, value);
    }
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

  /** The AWS provider of another Region, made once; `undefined` for the stack's own, which is the default. */
  providerOf(region: Region): AwsProvider | undefined {
    if (region === this.region) return undefined;
    const id = `aws-${region}`;
    const made = this.node.tryFindChild(id);
    if (made instanceof AwsProvider) return made;
    return this.addProvider({ ...this.environment, region }, id, region);
  }

  private addProvider(
    { platform, region, accountId, tags }: Environment,
    id = "aws",
    alias?: string,
  ): AwsProvider {
    return new AwsProvider(this, id, {
      ...(alias !== undefined && { alias }),
      region,
      allowedAccountIds: [accountId],
      defaultTags: [{ tags }],
      ...(platform === "local" && {
        // The local AWS has one host name for all buckets.
        s3UsePathStyle: true,
      }),
    });
  }

  private addBackend(part: string, environment: Environment): void {
    const { backend, place } = statePlace(part, environment);
    if (backend === "local") {
      new LocalBackend(this, place);
      return;
    }
    const { state, accountId } = environment;
    new S3Backend(this, {
      ...place,
      encrypt: true,
      ...(state.backend === "s3" && state.kmsKeyId !== undefined && { kmsKeyId: state.kmsKeyId }),
    });
    // cdktf's S3Backend knows neither; Terraform has both from 1.10 on.
    this.addOverride("terraform.backend.s3.use_lockfile", true);
    this.addOverride("terraform.backend.s3.allowed_account_ids", [accountId]);
  }
}

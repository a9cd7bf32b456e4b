import {
  DataTerraformRemoteStateLocal,
  DataTerraformRemoteStateS3,
  propertyAccess,
  type TerraformRemoteState,
  Token,
} from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../configuration";
import { physicalName } from "../configuration/naming";
import { statePlace } from "./environment-stack";

/**
 * What `auth-<environment>` has made, for another stack of the environment: read from its state when
 * Terraform plans. The auth stack knows nothing of it, so there is no circle; deploy it first.
 *
 * @see https://developer.hashicorp.com/terraform/language/state/remote-state-data
 */
export class AuthOutputs extends Construct {
  private readonly state: TerraformRemoteState;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
  ) {
    super(scope, id);
    const { backend, place } = statePlace("auth", environment);
    this.state =
      backend === "local"
        ? new DataTerraformRemoteStateLocal(this, "state", place)
        : new DataTerraformRemoteStateS3(this, "state", place);
  }

  get userPoolId(): string {
    return this.state.getString("user_pool_id");
  }

  get userPoolArn(): string {
    return this.state.getString("user_pool_arn");
  }

  get userTableName(): string {
    return this.state.getString("user_table_name");
  }

  get userTableArn(): string {
    return this.state.getString("user_table_arn");
  }

  /** `cognito-idp.<region>.amazonaws.com/<pool id>`: with `https://`, the issuer of tokens. */
  get userPoolEndpoint(): string {
    return this.state.getString("user_pool_endpoint");
  }

  get identityPoolId(): string {
    return this.state.getString("identity_pool_id");
  }

  get authenticatedRoleArn(): string {
    return this.state.getString("authenticated_role_arn");
  }

  /** The bucket of the users' own files. */
  get attachmentsBucketName(): string {
    const { environment } = this;
    return physicalName(environment, "attachments", environment.accountId);
  }

  get attachmentsBucketArn(): string {
    return `arn:aws:s3:::${this.attachmentsBucketName}`;
  }

  /** The host where people sign in. There is one when a client of the environment has `oauth`. */
  get userPoolDomain(): string {
    return this.state.getString("user_pool_domain");
  }

  /** Where the HTTP API is. There is one when a function of the environment asks for a route. */
  get apiUrl(): string {
    return this.state.getString("api_url");
  }

  /** The version of a function that CloudFront calls, by the name of its folder, for a distribution. */
  edgeFunctionArn(name: string): string {
    return Token.asString(propertyAccess(this.state.get("edge_function_arns"), [name]));
  }

  /** @throws Error when the environment has no such app client. */
  clientId(name: string): string {
    return this.named("client_ids", "app client", Object.keys(this.environment.clients), name);
  }

  /** @throws Error when the environment has no such group. */
  groupRoleArn(name: string): string {
    const groups = this.environment.groups.map((group) => group.name);
    return this.named("group_role_arns", "group", groups, name);
  }

  private named(output: string, what: string, names: readonly string[], name: string): string {
    if (names.includes(name)) return Token.asString(propertyAccess(this.state.get(output), [name]));
    throw new Error(
      `${this.environment.environment} has no ${what} ${name}. There are: ${names.join(", ")}.`,
    );
  }
}

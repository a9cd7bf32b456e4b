import {
  DataTerraformRemoteStateLocal,
  DataTerraformRemoteStateS3,
  type TerraformRemoteState,
} from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../configuration";
import { statePlace } from "./environment-stack";

/**
 * What `auth-<environment>` has made, for another stack of the environment: read from its state when
 * Terraform plans. The auth stack knows nothing of it, so there is no circle; deploy it first.
 *
 * @see https://developer.hashicorp.com/terraform/language/state/remote-state-data
 */
export class AuthOutputs extends Construct {
  private readonly state: TerraformRemoteState;

  constructor(scope: Construct, id: string, environment: Environment) {
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
}

import {
  CognitoUserPool,
  type CognitoUserPoolConfig,
} from "@cdktf/provider-aws/lib/cognito-user-pool";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { UserPool } from "../../configuration";
import type { TextMessages } from "./text-messages";
import { userPoolArguments } from "./user-pool-arguments";

/** The functions that the pool calls, as the pool names them. */
export type LambdaConfig = NonNullable<CognitoUserPoolConfig["lambdaConfig"]>;

/** Props of {@link UserDirectory}. */
export interface UserDirectoryProps {
  readonly name: string;
  readonly protected: boolean;
  readonly userPool: UserPool;
  readonly lambdaConfig: LambdaConfig;
  /** Where there are any to send. */
  readonly textMessages?: TextMessages | undefined;
  /** What has to be there before the pool. Default: nothing. */
  readonly after?: readonly ITerraformDependable[];
}

/**
 * The user pool. Every setting is written out, since `UpdateUserPool` resets what a caller leaves
 * out.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export class UserDirectory extends Construct {
  readonly pool: CognitoUserPool;

  constructor(scope: Construct, id: string, props: UserDirectoryProps) {
    super(scope, id);
    this.pool = new CognitoUserPool(this, "pool", {
      name: props.name,
      deletionProtection: props.protected ? "ACTIVE" : "INACTIVE",
      lifecycle: { preventDestroy: props.protected },
      // Pools made through the API tell Ann@example.com from ann@example.com unless told otherwise.
      usernameConfiguration: { caseSensitive: false },
      ...userPoolArguments(props.userPool),
      ...props.textMessages?.userPoolArguments,
      ...(Object.keys(props.lambdaConfig).length > 0 && { lambdaConfig: props.lambdaConfig }),
      ...(props.after && { dependsOn: [...props.after] }),
    });
  }
}

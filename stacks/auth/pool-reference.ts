import type { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import type { Environment } from "../../configuration";

/** A user pool, for what only needs to know which: the stack's own, or one that is somebody else's. */
export type PoolReference = Pick<CognitoUserPool, "id" | "arn" | "endpoint">;

/**
 * A pool of the environment's account and Region that no stack of it makes. All of it follows from the id.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
 */
export function poolReference(
  { accountId, region }: Pick<Environment, "accountId" | "region">,
  userPoolId: string,
): PoolReference {
  return {
    id: userPoolId,
    arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${userPoolId}`,
    endpoint: `cognito-idp.${region}.amazonaws.com/${userPoolId}`,
  };
}

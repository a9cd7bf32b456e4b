import type { Environment } from "../../configuration";
import { poolReference } from "../auth/pool-reference";
import type { Statement } from "../iam/policy-document";

/**
 * What the deploy roles may do on a pool that is somebody else's: look after what the environment adds to it.
 * No setting of the pool itself can be changed with this, and the pool cannot be deleted.
 */
export function existingPoolStatements(
  environment: Pick<Environment, "accountId" | "region">,
  userPoolId: string,
): { readonly read: readonly Statement[]; readonly write: readonly Statement[] } {
  const resources = [poolReference(environment, userPoolId).arn];
  return {
    read: [
      {
        sid: "ReadOnExistingPool",
        actions: [
          "cognito-idp:DescribeResourceServer",
          "cognito-idp:DescribeUserPoolClient",
          "cognito-idp:GetGroup",
        ],
        resources,
      },
    ],
    write: [
      {
        sid: "WriteOnExistingPool",
        actions: [
          "cognito-idp:CreateGroup",
          "cognito-idp:CreateResourceServer",
          "cognito-idp:CreateUserPoolClient",
          "cognito-idp:DeleteGroup",
          "cognito-idp:DeleteResourceServer",
          "cognito-idp:DeleteUserPoolClient",
          "cognito-idp:UpdateGroup",
          "cognito-idp:UpdateResourceServer",
          "cognito-idp:UpdateUserPoolClient",
        ],
        resources,
      },
    ],
  };
}

import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";

const schema = z.object({ UserPoolId: input.userPoolId });

/**
 * DeleteUserPool, which moto does whatever the pool says of its protection.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html
 */
export function deleteUserPool(cognito: Cognito): Operation {
  return operation(
    cognito,
    "DeleteUserPool",
    schema,
    async ({ input: { UserPoolId }, pools, resend }) => {
      const pool = await pools.pool(UserPoolId);
      if (pool.DeletionProtection === "ACTIVE") {
        throw invalidParameter(
          "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
        );
      }
      if (cognito.memory.domains.ofPool(UserPoolId).length > 0) {
        throw invalidParameter(
          "User pool cannot be deleted. It has a domain configured that should be deleted first.",
        );
      }
      const output = await resend();
      cognito.memory.resourceServers.forgetPool(UserPoolId);
      return output;
    },
  );
}

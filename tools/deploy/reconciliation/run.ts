import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientDefaults } from "../../../functions/shared/aws/client-defaults";
import { CognitoUserPool } from "../../../functions/shared/reconciliation/cognito-user-pool";
import { DynamoDbUserTable } from "../../../functions/shared/reconciliation/dynamodb-user-table";
import { RECONCILIATION_PATIENCE } from "../../../functions/shared/reconciliation/patience";
import { rateBudget } from "../../../functions/shared/reconciliation/rate-budget";
import {
  reconcile,
  type ReconciliationOptions,
  type ReconciliationOutcome,
} from "../../../functions/shared/reconciliation/reconcile";
import type { Environment } from "../../../configuration";
import type { EnvironmentTarget } from "../environment-target";

/**
 * Runs the reconciliation that `functions/reconcile-users` runs, from here.
 *
 * @param requestsPerSecond to Cognito, and as many again to DynamoDB.
 */
export async function runReconciliation(
  { signUp, userTable }: Pick<Environment, "signUp" | "userTable">,
  target: Pick<EnvironmentTarget, "userPoolId" | "userTableName" | "client">,
  requestsPerSecond: number,
  options: ReconciliationOptions,
): Promise<ReconciliationOutcome> {
  const config = { ...clientDefaults(RECONCILIATION_PATIENCE), ...target.client };
  const cognito = new CognitoIdentityProviderClient(config);
  cognito.middlewareStack.use(rateBudget(requestsPerSecond));
  const dynamo = new DynamoDBClient(config);
  dynamo.middlewareStack.use(rateBudget(requestsPerSecond));
  const { defaultGroup, groupAttribute } = signUp;
  try {
    return await reconcile(
      {
        pool: new CognitoUserPool(cognito, target.client.region, target.userPoolId),
        table: new DynamoDbUserTable(dynamo, target.userTableName, userTable.attributes),
        groups: {
          defaultGroup,
          ...(groupAttribute && { groupAttribute: groupAttribute.attribute }),
          allowedGroups: groupAttribute?.allowedGroups ?? [],
        },
        rowAttributes: userTable.attributes,
        clock: () => new Date(),
      },
      options,
    );
  } finally {
    cognito.destroy();
    dynamo.destroy();
  }
}

import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { clientDefaults } from "../shared/aws/client-defaults";
import { readProvisioningSettings } from "../shared/provisioning/settings";
import { CognitoUserPool } from "../shared/reconciliation/cognito-user-pool";
import { DynamoDbUserTable } from "../shared/reconciliation/dynamodb-user-table";
import { RECONCILIATION_PATIENCE } from "../shared/reconciliation/patience";
import { rateBudget } from "../shared/reconciliation/rate-budget";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";
import { readReconcileUsersSettings } from "./settings";

const provisioning = readProvisioningSettings(process.env);
const settings = readReconcileUsersSettings(process.env);
const { region, userPoolId, functionName, requestsPerSecond } = settings;

const cognito = new CognitoIdentityProviderClient(clientDefaults(RECONCILIATION_PATIENCE));
cognito.middlewareStack.use(rateBudget(requestsPerSecond));
const dynamo = new DynamoDBClient(clientDefaults(RECONCILIATION_PATIENCE));
dynamo.middlewareStack.use(rateBudget(requestsPerSecond));
const lambda = new LambdaClient(clientDefaults(RECONCILIATION_PATIENCE));

/** The function's entry point. */
export const handler = measured(
  "reconcile-users",
  createHandler({
    settings,
    pool: new CognitoUserPool(cognito, region, userPoolId),
    table: new DynamoDbUserTable(dynamo, provisioning.tableName, provisioning.rowAttributes),
    groups: provisioning.groups,
    rowAttributes: provisioning.rowAttributes,
    clock: () => new Date(),
    goOn: async (event) => {
      await lambda.send(
        new InvokeCommand({
          FunctionName: functionName,
          InvocationType: "Event",
          Payload: JSON.stringify(event),
        }),
      );
    },
    log: countedLog(console),
  }),
);

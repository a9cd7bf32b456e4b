import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientDefaults } from "../aws/client-defaults";
import { CognitoDirectory } from "../directory/cognito-directory";
import { readProvisioningSettings } from "../provisioning/settings";
import { DynamoDbUsers } from "../users/dynamodb-users";
import { createHandler } from "./handler";

const settings = readProvisioningSettings(process.env);

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = createHandler({
  settings,
  users: new DynamoDbUsers(new DynamoDBClient(clientDefaults()), settings.tableName),
  directory: new CognitoDirectory(clientDefaults()),
  clock: () => new Date(),
  log: console,
});
